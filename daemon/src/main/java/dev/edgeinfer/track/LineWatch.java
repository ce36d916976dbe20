package dev.edgeinfer.track;

import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.track.Crossing.Direction;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who crosses one line. An object is on a side once it is farther from the line than the margin, and has crossed when it
 * is on the other side than before and the way from there to here passes between the ends of the line: who trembles on
 * the line is not counted, nor who walks round an end of it. Used by its {@link SceneTracker} only.
 */
final class LineWatch {

    private final Line line;
    private final AnchorPoint anchor;
    private final Map<Long, Side> sides = new HashMap<>();
    private final Map<String, Long> in = new LinkedHashMap<>();
    private final Map<String, Long> out = new LinkedHashMap<>();
    private LineCounts counts;

    /** Where an object was last seen on a side. */
    private static final class Side {
        private boolean right;
        private double x;
        private double y;
    }

    LineWatch(Line line) {
        this.line = line;
        anchor = new AnchorPoint(line.anchor(), line.only());
        counts = new LineCounts(line.name(), Map.of(), Map.of());
    }

    /**
     * Takes note of where an object is in a frame. One that is not confirmed yet crosses nothing; when it is, the way it
     * came since its first side counts.
     */
    Optional<Crossing> pass(Track track, int width, int height) {
        if (!track.seen() || !anchor.counts(track, width, height)) {
            return Optional.empty();
        }
        double x = anchor.x(track.box(), width);
        double y = anchor.y(track.box(), height);
        double fromX = line.from().x() * width;
        double fromY = line.from().y() * height;
        double toX = line.to().x() * width;
        double toY = line.to().y() * height;
        // Above 0: right of who looks along the line, as y grows downwards.
        double area = turn(fromX, fromY, toX, toY, x, y);
        double distance = Math.abs(area) / Math.hypot(toX - fromX, toY - fromY);
        double size = Math.sqrt((double) track.box().width() * track.box().height());
        if (area == 0 || distance < line.margin() * size) {
            return Optional.empty();
        }
        boolean right = area > 0;
        Side side = sides.get(track.id());
        if (side == null) {
            side = new Side();
            sides.put(track.id(), side);
        } else if (side.right != right) {
            if (!track.confirmed()) {
                return Optional.empty();
            }
            // The two points are on different sides of the line; are its ends on different sides of their way?
            boolean between = turn(side.x, side.y, x, y, fromX, fromY) * turn(side.x, side.y, x, y, toX, toY) <= 0;
            settle(side, right, x, y);
            return between ? Optional.of(count(track, right ? Direction.IN : Direction.OUT)) : Optional.empty();
        }
        settle(side, right, x, y);
        return Optional.empty();
    }

    void forget(Track ended) {
        sides.remove(ended.id());
    }

    LineCounts counts() {
        return counts;
    }

    private Crossing count(Track track, Direction direction) {
        (direction == Direction.IN ? in : out).merge(track.label(), 1L, Long::sum);
        counts = new LineCounts(line.name(), copy(in), copy(out));
        return new Crossing(line.name(), track.id(), track.label(), direction);
    }

    private static void settle(Side side, boolean right, double x, double y) {
        side.right = right;
        side.x = x;
        side.y = y;
    }

    /** Twice the area of the triangle of three points; its sign tells which way one turns at the second. */
    private static double turn(double ax, double ay, double bx, double by, double cx, double cy) {
        return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    }

    private static Map<String, Long> copy(Map<String, Long> counted) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(counted));
    }
}
