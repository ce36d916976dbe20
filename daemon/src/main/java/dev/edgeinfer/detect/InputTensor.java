package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest.Input;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * The memory of a model's input, seen as a picture. Views stay valid until they or the tensor are closed; the memory
 * must outlive both. Not thread-safe.
 */
sealed interface InputTensor extends AutoCloseable permits PlanarInput, InterleavedInput {

    /**
     * Sees a buffer as the manifest describes it.
     *
     * @param buffer direct, native byte order, of exactly one input
     */
    static InputTensor of(Input input, ByteBuffer buffer) {
        return switch (input.layout()) {
            case NCHW -> new PlanarInput(input, buffer);
            case NHWC -> new InterleavedInput(input, buffer);
        };
    }

    /** A rectangle of the picture. */
    View view(Rect region);

    @Override
    void close();

    /** A rectangle of the input that pixels can be written to. */
    interface View extends AutoCloseable {

        /**
         * Converts pixels into the input: {@code (pixel - mean) / std}, in its element type and order of colours.
         *
         * @param bgr 8-bit BGR of the view's size
         */
        void write(Mat bgr);

        @Override
        void close();
    }
}
