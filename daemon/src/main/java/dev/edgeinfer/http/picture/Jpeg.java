package dev.edgeinfer.http.picture;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Encodes pictures as JPEG. */
public final class Jpeg {

    private Jpeg() {}

    /**
     * Encodes a picture, made smaller if it is wider than it may be.
     *
     * @param image 8-bit BGR, {@code [H, W, 3]}
     * @param quality 1..100
     */
    public static byte[] encode(Mat image, int quality, int maxWidth) {
        if (image.cols() <= maxWidth) {
            return encode(image, quality);
        }
        int height = Math.max(1, Math.round(image.rows() * (float) maxWidth / image.cols()));
        try (var small = new Mat();
                var size = new Size(maxWidth, height)) {
            opencv_imgproc.resize(image, small, size, 0, 0, opencv_imgproc.INTER_AREA);
            return encode(small, quality);
        }
    }

    /**
     * Makes a JPEG smaller if it is higher than it may be.
     *
     * @param maxHeight at least 1
     * @return the same bytes if it is small enough, or cannot be read
     */
    public static byte[] smaller(byte[] jpeg, int maxHeight, int quality) {
        try (var bytes = new BytePointer(jpeg);
                var encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes);
                Mat image = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
            return image.rows() <= maxHeight
                    ? jpeg
                    : encode(image, quality, Math.max(1, Math.round(image.cols() * (float) maxHeight / image.rows())));
        }
    }

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
