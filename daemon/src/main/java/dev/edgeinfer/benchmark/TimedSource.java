package dev.edgeinfer.benchmark;

import dev.edgeinfer.camera.ForwardingSource;
import dev.edgeinfer.camera.FrameSource;
import java.util.function.LongConsumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Notes what a source takes for each picture. The grab of a live source is the wait for its next picture and does not
 * count.
 */
final class TimedSource extends ForwardingSource {

    private final LongConsumer nanos;
    private final Delivery delivery;
    private long grabNanos;

    TimedSource(FrameSource source, LongConsumer nanos) {
        super(source);
        this.nanos = nanos;
        this.delivery = source.delivery();
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public boolean grab() {
        long begin = System.nanoTime();
        boolean grabbed = source.grab();
        grabNanos = delivery == Delivery.LIVE ? 0 : System.nanoTime() - begin;
        return grabbed;
    }

    @Override
    public boolean retrieve(Mat image) {
        long begin = System.nanoTime();
        boolean retrieved = source.retrieve(image);
        if (retrieved) {
            nanos.accept(grabNanos + System.nanoTime() - begin);
        }
        return retrieved;
    }
}
