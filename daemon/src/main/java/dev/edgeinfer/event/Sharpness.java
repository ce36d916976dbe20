package dev.edgeinfer.event;

import dev.edgeinfer.detect.Box;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** How sharp a part of a picture is. */
final class Sharpness {

    /** The middle of an object tells as much as all of it; in pixels. */
    private static final int SIDE = 96;

    private Sharpness() {}

    /**
     * The standard deviation of the Laplacian in the middle of a box, in grey levels: 0 where all is even, some tens where
     * edges are sharp.
     *
     * @param image 8-bit BGR, {@code [H, W, 3]}
     */
    static double of(Mat image, Box box) {
        int width = Math.clamp(Math.round(box.width()), 1, Math.min(SIDE, image.cols()));
        int height = Math.clamp(Math.round(box.height()), 1, Math.min(SIDE, image.rows()));
        int left = Math.clamp(Math.round(box.x() + (box.width() - width) / 2), 0, image.cols() - width);
        int top = Math.clamp(Math.round(box.y() + (box.height() - height) / 2), 0, image.rows() - height);
        try (var place = new Rect(left, top, width, height);
                var part = new Mat(image, place);
                var grey = new Mat();
                var edges = new Mat();
                var mean = new Mat();
                var deviation = new Mat()) {
            opencv_imgproc.cvtColor(part, grey, opencv_imgproc.COLOR_BGR2GRAY);
            opencv_imgproc.Laplacian(grey, edges, opencv_core.CV_32F);
            opencv_core.meanStdDev(edges, mean, deviation);
            return deviation.data().getDouble();
        }
    }
}
