package dev.edgeinfer.camera.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;

import dev.edgeinfer.config.Polygon;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Blackens areas of pictures, every pixel that they touch. The areas are drawn once for a size of pictures; a picture
 * then costs no more than writing its black pixels. Used by one thread.
 */
final class PrivacyMask {

    private static final int BYTES_PER_PIXEL = 3;
    private static final byte HIDDEN = (byte) 255;

    private final List<Polygon> areas;

    private int width;
    private int height;

    /** Row, first column and column after the last, of each stretch of hidden pixels. */
    private int[] stretches = {};

    PrivacyMask(List<Polygon> areas) {
        this.areas = List.copyOf(areas);
    }

    /** @param image 8-bit BGR of any size; its hidden pixels become black in place */
    void blacken(Mat image) {
        if (image.cols() != width || image.rows() != height) {
            stretches = stretches(image.cols(), image.rows());
            width = image.cols();
            height = image.rows();
        }
        long step = image.step();
        long bytes = step * (height - 1) + (long) BYTES_PER_PIXEL * width;
        MemorySegment pixels = MemorySegment.ofAddress(image.data().address()).reinterpret(bytes);
        for (int i = 0; i < stretches.length; i += 3) {
            long from = stretches[i] * step + (long) BYTES_PER_PIXEL * stretches[i + 1];
            long length = (long) BYTES_PER_PIXEL * (stretches[i + 2] - stretches[i + 1]);
            pixels.asSlice(from, length).fill((byte) 0);
        }
    }

    private int[] stretches(int columns, int rows) {
        IntStream.Builder found = IntStream.builder();
        try (Scalar shown = Scalar.all(0);
                Mat canvas = new Mat(rows, columns, CV_8UC1, shown)) {
            // One by one: where areas that are drawn together overlap, OpenCV leaves a hole.
            areas.forEach(area -> draw(area, canvas));
            ByteBuffer pixels = canvas.createBuffer();
            for (int row = 0; row < rows; row++) {
                int begin = 0;
                while ((begin = next(pixels, row, begin, columns, true)) < columns) {
                    int end = next(pixels, row, begin, columns, false);
                    found.add(row).add(begin).add(end);
                    begin = end;
                }
            }
        }
        return found.build().toArray();
    }

    /** The first column from {@code from} on that is hidden, or is not; {@code columns} when there is none. */
    private static int next(ByteBuffer pixels, int row, int from, int columns, boolean hidden) {
        int column = from;
        while (column < columns && pixels.get(row * columns + column) == HIDDEN != hidden) {
            column++;
        }
        return column;
    }

    private static void draw(Polygon area, Mat canvas) {
        try (Mat corners = new Mat(area.points().size(), 1, CV_32SC2);
                MatVector contours = new MatVector(corners);
                Scalar hidden = Scalar.all(HIDDEN & 0xff)) {
            IntBuffer coordinates = corners.createBuffer();
            for (Polygon.Point point : area.points()) {
                coordinates.put(pixel(point.x(), canvas.cols())).put(pixel(point.y(), canvas.rows()));
            }
            fillPoly(canvas, contours, hidden);
        }
    }

    /** The pixel that a place lies in; OpenCV fills it too. */
    private static int pixel(double part, int length) {
        return Math.min((int) (part * length), length - 1);
    }
}
