package dev.edgeinfer.camera;

import org.bytedeco.opencv.opencv_core.Mat;

/** A source that hands on everything to another one, but for what its subclass does otherwise. */
public abstract class ForwardingSource implements FrameSource {

    protected final FrameSource source;

    /** @param source closed with this */
    protected ForwardingSource(FrameSource source) {
        this.source = source;
    }

    @Override
    public Delivery delivery() {
        return source.delivery();
    }

    @Override
    public boolean grab() {
        return source.grab();
    }

    @Override
    public long timestampNanos() {
        return source.timestampNanos();
    }

    @Override
    public boolean retrieve(Mat image) {
        return source.retrieve(image);
    }

    @Override
    public DropReason refusal() {
        return source.refusal();
    }

    @Override
    public void countDropsIn(DropCounters drops) {
        source.countDropsIn(drops);
    }

    @Override
    public void abort() {
        source.abort();
    }

    @Override
    public void close() {
        source.close();
    }
}
