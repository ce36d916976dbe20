package dev.edgeinfer.camera.network;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** JPEGs, and what a camera may make of them. */
public final class HostileJpeg {

    private HostileJpeg() {}

    /** A good one of one colour. */
    static byte[] of(int width, int height, int blue, int green, int red) {
        try (Scalar colour = new Scalar(blue, green, red, 0);
                Mat picture = new Mat(height, width, CV_8UC3, colour);
                BytePointer jpeg = new BytePointer()) {
            imencode(".jpg", picture, jpeg);
            byte[] bytes = new byte[(int) jpeg.limit()];
            jpeg.get(bytes);
            return bytes;
        }
    }

    /** A small one whose header claims another size. */
    public static byte[] claiming(int width, int height) {
        byte[] jpeg = of(64, 48, 10, 20, 30);
        for (int i = 2; i < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(jpeg).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                return jpeg;
            }
        }
        throw new IllegalStateException("the JPEG has no frame header");
    }
}
