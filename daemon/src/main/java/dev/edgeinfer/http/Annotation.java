package dev.edgeinfer.http;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.util.List;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Draws detections into a picture: a box in the colour of its class, and a plate with label and score. */
public final class Annotation {

    /** Height of a frame, in pixels, for which lines are one pixel and a half and letters eleven pixels high. */
    private static final double REFERENCE_HEIGHT = 480;

    /** Light colours ({@code 0xRRGGBB}), so that black letters can be read on each. */
    private static final int[] PALETTE = {
        0x5ee05e, 0xffc14d, 0x66c7ff, 0xff8f80, 0xd9a6ff, 0xf2e84b, 0x4de0c8, 0xff99cc, 0xb8d94b, 0xc9c9c9
    };

    private Annotation() {}

    /**
     * @param image 8-bit BGR, {@code [H, W, 3]}; drawn into
     * @param detections in pixels of that picture, best first; drawn in reverse, so that the best is on top
     */
    public static void draw(Mat image, List<Detection> detections) {
        double scale = Math.max(0.75, image.rows() / REFERENCE_HEIGHT);
        for (Detection detection : detections.reversed()) {
            edge(image, detection, scale);
        }
        // Over all edges, so that none runs through letters.
        for (Detection detection : detections.reversed()) {
            label(image, detection, scale);
        }
    }

    private static void edge(Mat image, Detection detection, double scale) {
        Box box = detection.box();
        try (var colour = colourOf(detection.labelId());
                var corner = new Point(Math.round(box.x()), Math.round(box.y()));
                var opposite = new Point(Math.round(box.x() + box.width()), Math.round(box.y() + box.height()))) {
            rectangle(image, corner, opposite, colour, (int) Math.round(1.5 * scale), LINE_8, 0);
        }
    }

    /** Above the box, or inside it where there is no room above, and never beyond the right edge of the picture. */
    private static void label(Mat image, Detection detection, double scale) {
        double fontScale = 0.5 * scale;
        int margin = (int) Math.ceil(3 * scale);
        String text = String.format(Locale.ROOT, "%s %.2f", detection.label(), detection.score());
        try (var colour = colourOf(detection.labelId());
                var ink = new Scalar(0, 0, 0, 0);
                var letters = getTextSize(text, FONT_HERSHEY_SIMPLEX, fontScale, 1, new int[1])) {
            int width = letters.width() + 2 * margin;
            int height = letters.height() + 2 * margin;
            int boxTop = Math.round(detection.box().y());
            int top = boxTop >= height ? boxTop - height : Math.max(boxTop, 0);
            int left = Math.clamp(Math.round(detection.box().x()), 0, Math.max(0, image.cols() - width));
            try (var corner = new Point(left, top);
                    var opposite = new Point(left + width, top + height);
                    var origin = new Point(left + margin, top + height - margin)) {
                rectangle(image, corner, opposite, colour, FILLED, LINE_8, 0);
                putText(image, text, origin, FONT_HERSHEY_SIMPLEX, fontScale, ink, 1, LINE_AA, false);
            }
        }
    }

    private static Scalar colourOf(int labelId) {
        int rgb = PALETTE[labelId % PALETTE.length];
        return new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16, 0);
    }
}
