package dev.edgeinfer.http.picture;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;

import dev.edgeinfer.config.Polygon;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Draws into one picture, with lines and letters of a size that suits it. Colours are {@code 0xRRGGBB}, places pixels from the
 * upper left corner; what lies outside the picture is not drawn. One thread.
 */
final class Canvas {

    /** Height of a picture, in pixels, for which lines are one pixel and a half and letters eleven pixels high. */
    private static final double REFERENCE_HEIGHT = 480;

    private static final double SMALLEST_SCALE = 0.75;
    private static final int BLACK = 0;

    /** How much wider than a line its dark edge is, which sets it off where the picture is bright. */
    private static final int SHADE = 2;

    private final Mat image;
    private final double scale;
    private final List<Runnable> plates = new ArrayList<>();

    /** @param image 8-bit BGR, {@code [H, W, 3]}; drawn into */
    Canvas(Mat image) {
        this.image = image;
        this.scale = Math.max(SMALLEST_SCALE, image.rows() / REFERENCE_HEIGHT);
    }

    int width() {
        return image.cols();
    }

    int height() {
        return image.rows();
    }

    void rectangle(double x, double y, double width, double height, int colour) {
        try (var ink = ink(colour);
                var shade = ink(BLACK);
                var corner = point(x, y);
                var opposite = point(x + width, y + height)) {
            opencv_imgproc.rectangle(image, corner, opposite, shade, thickness(1.5) + SHADE, LINE_8, 0);
            opencv_imgproc.rectangle(image, corner, opposite, ink, thickness(1.5), LINE_8, 0);
        }
    }

    /** @param weight thickness in pixels at the reference height */
    void line(double fromX, double fromY, double toX, double toY, int colour, double weight) {
        try (var ink = ink(colour);
                var from = point(fromX, fromY);
                var to = point(toX, toY)) {
            opencv_imgproc.line(image, from, to, ink, thickness(weight), LINE_AA, 0);
        }
    }

    void arrow(double fromX, double fromY, double toX, double toY, int colour) {
        try (var ink = ink(colour);
                var shade = ink(BLACK);
                var from = point(fromX, fromY);
                var to = point(toX, toY)) {
            opencv_imgproc.arrowedLine(image, from, to, shade, thickness(2) + SHADE, LINE_AA, 0, 0.4);
            opencv_imgproc.arrowedLine(image, from, to, ink, thickness(2), LINE_AA, 0, 0.4);
        }
    }

    /** An area with its edge, through which the picture shows. */
    void area(List<Polygon.Point> corners, int colour) {
        int[] places = new int[2 * corners.size()];
        for (int i = 0; i < corners.size(); i++) {
            places[2 * i] = (int) Math.round(corners.get(i).x() * (width() - 1));
            places[2 * i + 1] = (int) Math.round(corners.get(i).y() * (height() - 1));
        }
        try (var ink = ink(colour);
                var xy = new IntPointer(places);
                var polygon = new Mat(corners.size(), 1, opencv_core.CV_32SC2, xy);
                var polygons = new MatVector(polygon);
                Rect bounds = opencv_imgproc.boundingRect(polygon);
                var part = new Mat(image, bounds);
                var filled = part.clone();
                var origin = new Point(-bounds.x(), -bounds.y())) {
            opencv_imgproc.fillPoly(filled, polygons, ink, LINE_8, 0, origin);
            opencv_core.addWeighted(filled, 0.18, part, 0.82, 0, part);
            opencv_imgproc.polylines(image, polygons, true, ink, thickness(1.5), LINE_AA, 0);
        }
    }

    /**
     * Black letters on a plate that stands on a place, or hangs from it where there is no room above. It is drawn in the end, so
     * that no edge runs through letters.
     */
    void plate(String text, double x, double y, int colour) {
        plates.add(() -> drawPlate(text, x, y, colour));
    }

    /** Draws what was put off. */
    void finish() {
        plates.forEach(Runnable::run);
        plates.clear();
    }

    private void drawPlate(String text, double x, double y, int colour) {
        double fontScale = 0.5 * scale;
        int margin = (int) Math.ceil(3 * scale);
        try (var paper = ink(colour);
                var ink = ink(BLACK);
                var letters = getTextSize(text, FONT_HERSHEY_SIMPLEX, fontScale, 1, new int[1])) {
            int plateWidth = letters.width() + 2 * margin;
            int plateHeight = letters.height() + 2 * margin;
            int bottom = (int) Math.round(y);
            int top = bottom >= plateHeight ? bottom - plateHeight : Math.max(bottom, 0);
            int left = Math.clamp(Math.round(x), 0, Math.max(0, width() - plateWidth));
            try (var corner = new Point(left, top);
                    var opposite = new Point(left + plateWidth, top + plateHeight);
                    var origin = new Point(left + margin, top + plateHeight - margin)) {
                opencv_imgproc.rectangle(image, corner, opposite, paper, FILLED, LINE_8, 0);
                opencv_imgproc.putText(image, text, origin, FONT_HERSHEY_SIMPLEX, fontScale, ink, 1, LINE_AA, false);
            }
        }
    }

    private int thickness(double weight) {
        return Math.max(1, (int) Math.round(weight * scale));
    }

    private static Point point(double x, double y) {
        return new Point((int) Math.round(x), (int) Math.round(y));
    }

    private static Scalar ink(int rgb) {
        return new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16, 0);
    }
}
