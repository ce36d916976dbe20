package dev.edgeinfer.detect;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds things in a picture. One thread at a time: the runtime's thread pool is process-wide, so a second caller would
 * only contend.
 */
public interface Detector extends AutoCloseable {

    /**
     * Does the preprocessing of one picture, so that a run of the one before need not be awaited with it.
     *
     * <p>May be called by another thread while one is inside {@link PreparedPicture#detect}, if they hand over to each other in a way
     * that orders memory. At most one prepared picture can wait while one is detected: a third takes the place of the first.
     *
     * @param image 8-bit BGR, {@code [H, W, 3]} interleaved, of any size; read only, not kept after the call
     */
    PreparedPicture prepare(Mat image);

    /**
     * Runs preprocessing, inference and postprocessing on one picture.
     *
     * @param image 8-bit BGR, {@code [H, W, 3]} interleaved, of any size; read only, not kept after the call
     * @throws DetectorException when the runtime refuses the run; the detector stays usable
     */
    default DetectionResult detect(Mat image) {
        return prepare(image).detect();
    }

    /**
     * As {@link #detect(Mat)}, with a least score of its own.
     *
     * @param minScore 0..1, in the place of the detector's
     */
    DetectionResult detect(Mat image, double minScore);

    /** What the model takes and gives; any thread may ask, at any time. */
    ModelSignature signature();

    /**
     * Runs the model on an input that is made already, without pre- and postprocessing.
     *
     * @param input exactly the bytes of {@link ModelSignature#input}, native byte order; read from its position to its limit
     * @param outputs where each output goes, in the order of the signature and of its size in bytes, native byte order;
     *     written from the beginning; empty: it is not wanted
     * @return what it cost: copying in, inference, copying out
     * @throws DetectorException when the runtime refuses the run; the detector stays usable
     */
    Timing run(ByteBuffer input, List<Optional<ByteBuffer>> outputs);

    /** Frees native memory; waits for a running {@link #detect}. */
    @Override
    void close();
}
