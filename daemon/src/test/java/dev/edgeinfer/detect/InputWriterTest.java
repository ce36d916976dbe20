package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Fit.Position;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.ModelManifest.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class InputWriterTest {

    private static final int WIDTH = 40;
    private static final int HEIGHT = 32;
    private static final int PAD = 114;
    private static final List<Double> MEAN = List.of(103.53, 116.28, 123.675);
    private static final List<Double> STD = List.of(57.375, 57.12, 58.395);

    /** Every layout, element type, order of colours and fit. */
    static final List<Input> INPUTS = inputs();

    /** Smaller, equal, larger, odd, slim and single-pixel frames; width, height. */
    private static final List<int[]> SIZES = List.of(
            new int[] {40, 32},
            new int[] {80, 64},
            new int[] {97, 51},
            new int[] {13, 7},
            new int[] {1, 1},
            new int[] {500, 1},
            new int[] {3, 200});

    private static List<Input> inputs() {
        var inputs = new ArrayList<Input>();
        for (var layout : Layout.values()) {
            for (var dtype : Dtype.values()) {
                for (var colour : Colour.values()) {
                    for (var fit : List.of(
                            new Fit.Stretch(),
                            new Fit.Letterbox(Position.CENTRE, PAD),
                            new Fit.Letterbox(Position.TOP_LEFT, PAD))) {
                        boolean raw = dtype == Dtype.UINT8;
                        inputs.add(new Input(
                                WIDTH,
                                HEIGHT,
                                layout,
                                dtype,
                                colour,
                                raw ? List.of(0.0, 0.0, 0.0) : MEAN,
                                raw ? List.of(1.0, 1.0, 1.0) : STD,
                                fit));
                    }
                }
            }
        }
        return inputs;
    }

    @ParameterizedTest
    @FieldSource("INPUTS")
    void writesWhatTheDefinitionSaysForEveryFrameSizeInTurn(Input input) {
        var buffer = buffer(input);
        try (var writer = new InputWriter(input, buffer)) {
            for (int turn = 0; turn < 2; turn++) {
                for (int[] size : SIZES) {
                    try (var frame = noise(size[0], size[1], turn)) {
                        assertMatchesDefinition(input, frame, writer.write(frame), buffer);
                    }
                }
            }
        }
    }

    @Test
    void moreSizesThanAreKeptAreStillRight() {
        var input = INPUTS.getLast();
        var buffer = buffer(input);
        try (var writer = new InputWriter(input, buffer)) {
            for (int i = 0; i < 60; i++) {
                try (var frame = noise(20 + i % 20, 30, i)) {
                    assertMatchesDefinition(input, frame, writer.write(frame), buffer);
                }
            }
        }
    }

    @Test
    void theNextFrameOfTheSameSizeReplacesTheLast() {
        var input = INPUTS.getFirst();
        var buffer = buffer(input);
        try (var writer = new InputWriter(input, buffer);
                var first = noise(64, 48, 1);
                var second = noise(64, 48, 2)) {
            writer.write(first);
            assertMatchesDefinition(input, second, writer.write(second), buffer);
        }
    }

    @Test
    void aPartOfALargerPictureIsReadByItsRows() {
        var input = INPUTS.getLast();
        var buffer = buffer(input);
        try (var writer = new InputWriter(input, buffer);
                var whole = noise(100, 80, 3);
                var region = new Rect(10, 20, WIDTH, HEIGHT);
                var part = new Mat(whole, region);
                var copy = part.clone()) {
            assertMatchesDefinition(input, copy, writer.write(part), buffer);
        }
    }

    @Test
    void refusesWhatIsNoColourPicture() {
        try (var writer = new InputWriter(INPUTS.getFirst(), buffer(INPUTS.getFirst()));
                var grey = new Mat(4, 4, CV_8UC1);
                var empty = new Mat()) {
            assertThrows(IllegalArgumentException.class, () -> writer.write(grey));
            assertEquals(
                    "A frame must be an 8-bit BGR image of at least one pixel, not empty",
                    assertThrows(IllegalArgumentException.class, () -> writer.write(empty))
                            .getMessage());
        }
    }

    private static void assertMatchesDefinition(Input input, Mat frame, Letterbox letterbox, ByteBuffer buffer) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int column = x - letterbox.left();
                int row = y - letterbox.top();
                boolean inside = column >= 0 && row >= 0 && column < letterbox.width() && row < letterbox.height();
                for (int channel = 0; channel < 3; channel++) {
                    int bgrChannel = input.colour() == Colour.BGR ? channel : 2 - channel;
                    double pixel = inside ? bilinear(frame, letterbox, column, row, bgrChannel) : PAD;
                    double mean = input.mean().get(channel);
                    double std = input.std().get(channel);
                    // OpenCV weighs with 11 bits: its byte may be the neighbour of the exact one.
                    double byteError = letterbox.resizes() && inside ? 1.01 : 0;
                    double typeError =
                            switch (input.dtype()) {
                                case UINT8 -> 0;
                                case FLOAT16 -> 2e-3;
                                case FLOAT32 -> 1e-6;
                            };
                    double expected = (pixel - mean) / std;
                    double actual = value(input, buffer, x, y, channel);
                    assertEquals(expected, actual, byteError / std + typeError, () -> "%s at x %d y %d channel %d of %s"
                            .formatted(letterbox, column, row, bgrChannel, input));
                }
            }
        }
    }

    /** Bilinear interpolation with half-pixel centres and repeated edges, in doubles. */
    private static double bilinear(Mat frame, Letterbox letterbox, int column, int row, int channel) {
        double x = (column + 0.5) * frame.cols() / letterbox.width() - 0.5;
        double y = (row + 0.5) * frame.rows() / letterbox.height() - 0.5;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double bottom = y - top;
        return (1 - bottom)
                        * ((1 - right) * pixel(frame, left, top, channel)
                                + right * pixel(frame, left + 1, top, channel))
                + bottom
                        * ((1 - right) * pixel(frame, left, top + 1, channel)
                                + right * pixel(frame, left + 1, top + 1, channel));
    }

    private static int pixel(Mat frame, int x, int y, int channel) {
        int column = Math.clamp(x, 0, frame.cols() - 1);
        int row = Math.clamp(y, 0, frame.rows() - 1);
        return Byte.toUnsignedInt(frame.ptr(row, column).get(channel));
    }

    private static double value(Input input, ByteBuffer buffer, int x, int y, int channel) {
        int index =
                switch (input.layout()) {
                    case NCHW -> (channel * HEIGHT + y) * WIDTH + x;
                    case NHWC -> (y * WIDTH + x) * 3 + channel;
                };
        return switch (input.dtype()) {
            case UINT8 -> Byte.toUnsignedInt(buffer.get(index));
            case FLOAT16 -> Float.float16ToFloat(buffer.getShort(Short.BYTES * index));
            case FLOAT32 -> buffer.getFloat(Float.BYTES * index);
        };
    }

    private static ByteBuffer buffer(Input input) {
        int elementBytes =
                switch (input.dtype()) {
                    case UINT8 -> 1;
                    case FLOAT16 -> Short.BYTES;
                    case FLOAT32 -> Float.BYTES;
                };
        return ByteBuffer.allocateDirect(3 * WIDTH * HEIGHT * elementBytes).order(ByteOrder.nativeOrder());
    }

    private static Mat noise(int width, int height, long seed) {
        var frame = new Mat(height, width, CV_8UC3, Scalar.BLACK);
        var bytes = new byte[3 * width * height];
        new Random(seed).nextBytes(bytes);
        frame.data().put(bytes);
        return frame;
    }
}
