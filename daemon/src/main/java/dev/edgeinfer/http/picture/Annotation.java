package dev.edgeinfer.http.picture;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.bytedeco.opencv.opencv_core.Mat;

/** Draws detections into a picture: a box in the colour of its class, and a plate with label and score. */
public final class Annotation {

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
        var canvas = new Canvas(image);
        draw(canvas, detections, i -> detections.get(i).label());
        canvas.finish();
    }

    /** @param name what a detection is called, by its index */
    static void draw(Canvas canvas, List<Detection> detections, IntFunction<String> name) {
        for (Detection detection : detections.reversed()) {
            Box box = detection.box();
            canvas.rectangle(box.x(), box.y(), box.width(), box.height(), colour(detection.labelId()));
        }
        for (int i = detections.size() - 1; i >= 0; i--) {
            Detection detection = detections.get(i);
            canvas.plate(
                    String.format(Locale.ROOT, "%s %.2f", name.apply(i), detection.score()),
                    detection.box().x(),
                    detection.box().y(),
                    colour(detection.labelId()));
        }
    }

    static int colour(int labelId) {
        return PALETTE[labelId % PALETTE.length];
    }
}
