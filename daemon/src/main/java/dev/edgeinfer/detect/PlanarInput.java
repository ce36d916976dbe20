package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_16F;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.split;

import dev.edgeinfer.model.ModelManifest.Input;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;

/** {@code [1, 3, H, W]}: one plane a colour. Bytes are split straight into the planes, other types converted there. */
final class PlanarInput implements InputTensor {

    private static final int CHANNELS = 3;

    private final int depth;
    /** By channel of the frame (blue, green, red), as the two below. */
    private final Mat[] planes = new Mat[CHANNELS];

    private final double[] scale = new double[CHANNELS];
    private final double[] offset = new double[CHANNELS];

    PlanarInput(Input input, ByteBuffer buffer) {
        depth = switch (input.dtype()) {
            case UINT8 -> CV_8U;
            case FLOAT16 -> CV_16F;
            case FLOAT32 -> CV_32F;
        };
        int planeBytes = buffer.capacity() / CHANNELS;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int plane =
                    switch (input.colour()) {
                        case BGR -> channel;
                        case RGB -> CHANNELS - 1 - channel;
                    };
            var memory = new BytePointer(buffer.slice(plane * planeBytes, planeBytes));
            planes[channel] = new Mat(input.height(), input.width(), depth, memory);
            scale[channel] = 1 / input.std().get(plane);
            offset[channel] = -input.mean().get(plane) / input.std().get(plane);
        }
    }

    @Override
    public View view(Rect region) {
        var targets = new Mat[CHANNELS];
        Arrays.setAll(targets, channel -> new Mat(planes[channel], region));
        return depth == CV_8U ? new ByteView(targets) : new ConvertedView(targets, region);
    }

    @Override
    public void close() {
        closeAll(planes);
    }

    private static void closeAll(Mat[] mats) {
        Arrays.stream(mats).forEach(Pointer::close);
    }

    /** Planes of bytes. */
    private static final class ByteView implements View {

        private final Mat[] targets;
        private final MatVector channels;

        ByteView(Mat[] targets) {
            this.targets = targets;
            this.channels = new MatVector(targets);
        }

        @Override
        public void write(Mat bgr) {
            split(bgr, channels);
        }

        @Override
        public void close() {
            channels.close();
            closeAll(targets);
        }
    }

    /** Planes of floats, reached over one of bytes: converting a plane at a time is a single pass of SIMD code. */
    private final class ConvertedView implements View {

        private final Mat[] targets;
        private final Mat[] bytes = new Mat[CHANNELS];
        private final MatVector channels;

        ConvertedView(Mat[] targets, Rect region) {
            this.targets = targets;
            Arrays.setAll(bytes, channel -> new Mat(region.height(), region.width(), CV_8UC1));
            this.channels = new MatVector(bytes);
        }

        @Override
        public void write(Mat bgr) {
            split(bgr, channels);
            for (int channel = 0; channel < CHANNELS; channel++) {
                bytes[channel].convertTo(targets[channel], depth, scale[channel], offset[channel]);
            }
        }

        @Override
        public void close() {
            channels.close();
            closeAll(bytes);
            closeAll(targets);
        }
    }
}
