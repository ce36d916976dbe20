package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Input;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Writes frames into the model's input: resized bilinearly as bytes, then converted straight into the bound buffer.
 *
 * <p>What a size of frames needs (plan, views, scratch) is made when the size is first seen and kept, so cameras that
 * take turns cost nothing but the padding, which is written anew only when the size changes: the buffer must keep what
 * is not written. Not thread-safe; the buffer must stay reachable until {@link #close()}.
 */
final class InputWriter implements AutoCloseable {

    /** Frame sizes kept; a board with more cameras than this, all of different sizes, makes some of them anew. */
    private static final int MOST_PLACES = 8;

    private final Input input;
    private final InputTensor tensor;
    private final Optional<Padding> padding;
    /** The least recently made first. */
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    private Place current;

    /**
     * @param input what the model wants
     * @param buffer direct, native byte order, of exactly one input
     */
    InputWriter(Input input, ByteBuffer buffer) {
        this.input = input;
        this.tensor = InputTensor.of(input, buffer);
        this.padding =
                input.fit() instanceof Fit.Letterbox fit ? Optional.of(new Padding(fit.pad())) : Optional.empty();
    }

    /**
     * Fills the input with a frame.
     *
     * @param frame 8-bit BGR of any size; read only
     * @return where in the input the frame lies
     * @throws IllegalArgumentException if the frame is empty or not 8-bit BGR
     */
    Letterbox write(Mat frame) {
        if (frame.empty() || frame.dims() != 2 || frame.type() != CV_8UC3) {
            throw new IllegalArgumentException("A frame must be an 8-bit BGR image of at least one pixel, not %s"
                    .formatted(frame.empty() ? "empty" : frame.toString()));
        }
        if (current == null || !current.letterbox.fits(frame.cols(), frame.rows())) {
            current = place(frame.cols(), frame.rows());
            padding.ifPresent(Padding::write);
        }
        current.write(frame);
        return current.letterbox;
    }

    /** Says that somebody else wrote into the buffer: the padding is no longer there. */
    void forget() {
        current = null;
    }

    @Override
    public void close() {
        places.forEach(Place::close);
        padding.ifPresent(Padding::close);
        tensor.close();
    }

    private Place place(int width, int height) {
        for (Place place : places) {
            if (place.letterbox.fits(width, height)) {
                return place;
            }
        }
        if (places.size() == MOST_PLACES) {
            places.removeFirst().close();
        }
        var place = new Place(Letterbox.plan(input, width, height));
        places.addLast(place);
        return place;
    }

    /**
     * The whole input in the colour of the padding; converted as a frame is, so that equal pixels become equal bits.
     */
    private final class Padding implements AutoCloseable {

        private final InputTensor.View view;
        private final Mat pixels;

        Padding(int value) {
            try (var everything = new Rect(0, 0, input.width(), input.height())) {
                view = tensor.view(everything);
            }
            pixels = new Mat(input.height(), input.width(), CV_8UC3, Scalar.all(value));
        }

        void write() {
            view.write(pixels);
        }

        @Override
        public void close() {
            view.close();
            pixels.close();
        }
    }

    /** Where frames of one size go. */
    private final class Place implements AutoCloseable {

        private final Letterbox letterbox;
        private final InputTensor.View view;
        private final Size size;
        private final Mat resized = new Mat();

        Place(Letterbox letterbox) {
            this.letterbox = letterbox;
            this.size = new Size(letterbox.width(), letterbox.height());
            try (var region = new Rect(letterbox.left(), letterbox.top(), letterbox.width(), letterbox.height())) {
                this.view = tensor.view(region);
            }
        }

        void write(Mat frame) {
            if (letterbox.resizes()) {
                resize(frame, resized, size, 0, 0, INTER_LINEAR);
                view.write(resized);
            } else {
                view.write(frame);
            }
        }

        @Override
        public void close() {
            view.close();
            size.close();
            resized.close();
        }
    }
}
