package dev.edgeinfer.detect;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds things in a picture. One thread at a time: the runtime's thread pool is process-wide, so a second caller would
 * only contend.
 */
public interface Detector extends AutoCloseable {

    /**
     * Runs preprocessing, inference and postprocessing on one picture.
     *
     * @param image 8-bit BGR, {@code [H, W, 3]} interleaved, of any size; read only, not kept after the call
     * @throws DetectorException when the runtime refuses the run; the detector stays usable
     */
    DetectionResult detect(Mat image);

    /** Frees native memory; waits for a running {@link #detect}. */
    @Override
    void close();
}
