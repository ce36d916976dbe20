package dev.edgeinfer.event;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;

/** Where the pixels of frames are found as long as they are kept. */
@FunctionalInterface
public interface Pixels {

    /**
     * Applies a function to a frame, 8-bit BGR, {@code [H, W, 3]}, which it may only read and must not keep.
     *
     * @param sequence number of the frame in its camera
     * @return what the function returns; empty: the frame is gone
     */
    <R> Optional<R> of(String camera, long sequence, Function<Mat, R> function);
}
