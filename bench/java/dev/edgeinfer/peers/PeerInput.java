package dev.edgeinfer.peers;

import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Fit.Letterbox;
import dev.edgeinfer.model.ModelManifest.Fit.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** BGR frames to the input tensor [1, 3, h, w]; canvas and tensor are kept from frame to frame. */
final class PeerInput implements AutoCloseable {

    private static final int CHANNELS = 3;
    private static final int BYTE_VALUES = 256;

    private final ModelManifest.Input spec;
    private final Letterbox letterbox;
    private final Mat canvas;
    private final byte[] pixels;
    private final float[] plane;

    /** Value of each byte, by channel of the frame. */
    private final float[][] values = new float[CHANNELS][BYTE_VALUES];

    private final FloatBuffer tensor;

    /** Input = frame × scale + (left, top), in pixels. */
    record Placement(float scale, int left, int top) {}

    PeerInput(ModelManifest.Input spec) {
        this.spec = spec;
        letterbox = (Letterbox) spec.fit();
        canvas = new Mat(spec.height(), spec.width(), opencv_core.CV_8UC3, Scalar.all(letterbox.pad()));
        int area = spec.width() * spec.height();
        pixels = new byte[CHANNELS * area];
        plane = new float[area];
        tensor = ByteBuffer.allocateDirect(CHANNELS * area * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int channel = 0; channel < CHANNELS; channel++) {
            int planeIndex = planeOf(channel);
            for (int value = 0; value < BYTE_VALUES; value++) {
                values[channel][value] = (float)
                        ((value - spec.mean().get(planeIndex)) / spec.std().get(planeIndex));
            }
        }
    }

    Placement write(Mat frame) {
        float scale = Math.min((float) spec.width() / frame.cols(), (float) spec.height() / frame.rows());
        int width = Math.max(1, (int) (frame.cols() * scale + 0.5));
        int height = Math.max(1, (int) (frame.rows() * scale + 0.5));
        boolean centred = letterbox.position() == Position.CENTRE;
        int left = centred ? (spec.width() - width) / 2 : 0;
        int top = centred ? (spec.height() - height) / 2 : 0;
        canvas.put(Scalar.all(letterbox.pad()));
        try (var area = new Rect(left, top, width, height);
                var target = new Mat(canvas, area);
                var size = new Size(width, height)) {
            opencv_imgproc.resize(frame, target, size, 0, 0, opencv_imgproc.INTER_LINEAR);
        }
        canvas.data().get(pixels);
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[] table = values[channel];
            for (int i = 0, at = channel; i < plane.length; i++, at += CHANNELS) {
                plane[i] = table[pixels[at] & 0xff];
            }
            tensor.put(planeOf(channel) * plane.length, plane);
        }
        return new Placement(scale, left, top);
    }

    FloatBuffer values() {
        return tensor.rewind();
    }

    long[] shape() {
        return new long[] {1, CHANNELS, spec.height(), spec.width()};
    }

    /** Frames are BGR. */
    private int planeOf(int channel) {
        return spec.colour() == Colour.BGR ? channel : CHANNELS - 1 - channel;
    }

    @Override
    public void close() {
        canvas.close();
    }
}
