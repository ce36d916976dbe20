package dev.edgeinfer.event;

import dev.edgeinfer.event.Event.PathPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an object was: its first place, the latest, and between them those that are far enough from each other for all
 * to find room. The more it moves, the farther that is.
 */
final class EventPath {

    private static final double FIRST_SPACING = 0.01;

    /** The latest needs a place besides. */
    private static final int MOST_KEPT = Event.LONGEST_PATH - 1;

    private final List<PathPoint> kept = new ArrayList<>();
    private double spacing = FIRST_SPACING;
    private PathPoint latest;

    void add(PathPoint point) {
        latest = point;
        if (kept.isEmpty() || distance(kept.getLast(), point) >= spacing) {
            kept.add(point);
        }
        while (kept.size() > MOST_KEPT) {
            spacing *= 2;
            thinOut();
        }
    }

    private void thinOut() {
        var thinned = new ArrayList<PathPoint>();
        for (PathPoint point : kept) {
            if (thinned.isEmpty() || distance(thinned.getLast(), point) >= spacing) {
                thinned.add(point);
            }
        }
        kept.clear();
        kept.addAll(thinned);
    }

    /** Oldest first; immutable. */
    List<PathPoint> points() {
        if (latest == null || kept.getLast().equals(latest)) {
            return List.copyOf(kept);
        }
        var points = new ArrayList<>(kept);
        points.add(latest);
        return List.copyOf(points);
    }

    private static double distance(PathPoint a, PathPoint b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }
}
