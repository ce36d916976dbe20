package dev.edgeinfer.camera;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** A source that does what the test tells it, in order: give a picture, end, fail, or hang until told more. */
public class FakeSource implements FrameSource {

    /** What the next grab does. */
    public sealed interface Step {
        /** A picture of one grey level; the time stamp matters to timed sources. */
        record Picture(int width, int height, int grey, long timestampNanos) implements Step {}

        /** A picture that cannot be decoded. */
        record Garbage() implements Step {}

        record End() implements Step {}

        record Failure(RuntimeException exception) implements Step {}
    }

    private final Delivery delivery;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private volatile boolean ignoresInterrupts;
    private volatile boolean ignoresAborts;
    private volatile boolean closed;
    private Step current = new Step.End();

    public FakeSource(Delivery delivery) {
        this.delivery = delivery;
    }

    public FakeSource then(Step step) {
        steps.add(step);
        return this;
    }

    public FakeSource picture(int grey) {
        return then(new Step.Picture(8, 6, grey, 0));
    }

    public FakeSource end() {
        return then(new Step.End());
    }

    public FakeSource fail(String message) {
        return then(new Step.Failure(new SourceException(message)));
    }

    /** Hangs like native code does: an interrupt does not end a grab. */
    public FakeSource ignoringInterrupts() {
        ignoresInterrupts = true;
        return this;
    }

    /** Hangs like a driver does that nothing can wake. */
    public FakeSource ignoringEverything() {
        ignoresAborts = true;
        return ignoringInterrupts();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public boolean grab() {
        current = await();
        return switch (current) {
            case Step.End() -> false;
            case Step.Failure(RuntimeException exception) -> throw exception;
            case Step.Picture _, Step.Garbage _ -> true;
        };
    }

    @Override
    public long timestampNanos() {
        return current instanceof Step.Picture picture ? picture.timestampNanos() : 0;
    }

    @Override
    public boolean retrieve(Mat image) {
        if (!(current instanceof Step.Picture picture)) {
            return false;
        }
        image.create(picture.height(), picture.width(), CV_8UC3);
        try (Scalar grey = Scalar.all(picture.grey())) {
            image.put(grey);
        }
        return true;
    }

    @Override
    public void abort() {
        if (!ignoresAborts) {
            fail("aborted");
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private Step await() {
        while (true) {
            try {
                return steps.take();
            } catch (InterruptedException e) {
                if (!ignoresInterrupts) {
                    throw new SourceException("interrupted", e);
                }
            }
        }
    }
}
