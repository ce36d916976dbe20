package dev.edgeinfer.track;

import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.detect.Box;

/** Where an object stands for a zone or a line, and whether it counts there. */
final class AnchorPoint {

    /** Who is cut off by the edge of the picture stands inside a zone that reaches to that edge. */
    private static final double INSIDE = 1e-6;

    private final Anchor anchor;
    private final ObjectFilter only;

    AnchorPoint(Anchor anchor, ObjectFilter only) {
        this.anchor = anchor;
        this.only = only;
    }

    boolean counts(Track track, int width, int height) {
        Box box = track.box();
        double area = (double) box.width() * box.height() / ((double) width * height);
        double ratio = box.width() / box.height();
        return (only.labels().isEmpty() || only.labels().contains(track.label()))
                && area >= only.minArea()
                && area <= only.maxArea()
                && ratio >= only.minRatio()
                && ratio <= only.maxRatio();
    }

    /** In pixels, within the frame. */
    double x(Box box, int width) {
        return width * Math.clamp((box.x() + anchor.x() * box.width()) / width, INSIDE, 1 - INSIDE);
    }

    /** In pixels, within the frame. */
    double y(Box box, int height) {
        return height * Math.clamp((box.y() + anchor.y() * box.height()) / height, INSIDE, 1 - INSIDE);
    }
}
