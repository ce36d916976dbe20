package dev.edgeinfer.http;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes pictures as JPEG. */
final class Jpeg {

    private Jpeg() {}

    /**
     * @param image 8-bit BGR, {@code [H, W, 3]}
     * @param quality 1..100
     */
    static byte[] encode(Mat image, int quality) {
        try (var bytes = new BytePointer();
                var parameters = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality)) {
            if (!opencv_imgcodecs.imencode(".jpg", image, bytes, parameters)) {
                throw new IllegalStateException(
                        "OpenCV cannot encode a picture of %d×%d as JPEG".formatted(image.cols(), image.rows()));
            }
            byte[] jpeg = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(jpeg);
            return jpeg;
        }
    }
}
