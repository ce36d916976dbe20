package dev.edgeinfer.config;

import dev.edgeinfer.config.Polygon.Point;
import java.time.Duration;
import java.util.List;

/**
 * How what a camera sees is followed, and where. Places are parts of the picture as {@link PictureConfig} leaves it.
 *
 * @param tracking how objects are followed from frame to frame
 * @param zones areas, in the order of the file; none has the name of another or of a line
 * @param lines lines that are crossed, in the order of the file
 */
public record SceneConfig(TrackingConfig tracking, List<Zone> zones, List<Line> lines) {

    /** Tracking with its defaults, and neither zones nor lines. */
    public static final SceneConfig DEFAULT = new SceneConfig(TrackingConfig.DEFAULT, List.of(), List.of());

    public SceneConfig {
        zones = List.copyOf(zones);
        lines = List.copyOf(lines);
    }

    /**
     * An area in which objects count.
     *
     * @param anchor which point of an object must be inside; the middle of its lower edge by default
     * @param only which objects count at all
     * @param inertia in how many frames in a row an object must be inside to count, and outside to count no more; at
     *     least 1, 3 by default
     * @param loitering how long it must be inside besides; zero by default
     */
    public record Zone(
            String name, Polygon polygon, Anchor anchor, ObjectFilter only, int inertia, Duration loitering) {}

    /**
     * A line that objects cross in one or the other direction. Who looks from its first point to its second and is passed
     * from left to right is passed inwards.
     *
     * @param anchor which point of an object must cross; the middle of its lower edge by default
     * @param only which objects count at all
     * @param margin how far from the line an object is on one of its sides, in parts of its size (the root of its area);
     *     0..10, 0.1 by default
     */
    public record Line(String name, Point from, Point to, Anchor anchor, ObjectFilter only, double margin) {}

    /**
     * Which objects count.
     *
     * @param labels empty: all
     * @param minArea least part of the picture that its box takes, 0..1
     * @param maxArea most of it, 0..1
     * @param minRatio least width of the box in parts of its height
     * @param maxRatio most of it; may be infinite
     */
    public record ObjectFilter(List<String> labels, double minArea, double maxArea, double minRatio, double maxRatio) {

        public static final ObjectFilter ALL = new ObjectFilter(List.of(), 0, 1, 0, Double.POSITIVE_INFINITY);

        public ObjectFilter {
            labels = List.copyOf(labels);
        }
    }

    /** The point of a box that stands for the object. */
    public enum Anchor {
        /** Where someone's feet are. */
        BOTTOM_CENTER(0.5, 1),
        CENTER(0.5, 0.5),
        TOP_CENTER(0.5, 0),
        LEFT_CENTER(0, 0.5),
        RIGHT_CENTER(1, 0.5);

        private final double x;
        private final double y;

        Anchor(double x, double y) {
            this.x = x;
            this.y = y;
        }

        /** From the left edge, in parts of the width. */
        public double x() {
            return x;
        }

        /** From the upper edge, in parts of the height. */
        public double y() {
            return y;
        }
    }
}
