package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.Frame;

/**
 * Sees every detection frame together with its pixels, on the inference thread: what it costs, every camera pays. For
 * anything that is not done within microseconds, {@link DetectionBus#subscribe} instead.
 */
@FunctionalInterface
public interface FrameListener {

    /** @param frame the pixels; to be {@linkplain Frame#retain retained} when they are needed after the call */
    void onFrame(Frame frame, DetectionFrame detections);
}
