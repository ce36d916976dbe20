package dev.edgeinfer.config;

import java.util.List;

/**
 * An area of a picture, in parts of its width and height, so that it means the same at every size. Its edges neither
 * cross nor touch each other.
 *
 * @param points the corners in order, at least three; the last is joined to the first
 */
public record Polygon(List<Point> points) {

    /** A corner; {@code 0, 0} is the upper left of the picture, {@code 1, 1} the lower right. */
    public record Point(double x, double y) {}

    public Polygon {
        points = List.copyOf(points);
    }

    /** Whether a place lies inside, by the parity of the edges to its right. */
    public boolean contains(double x, double y) {
        boolean inside = false;
        for (int i = 0; i < points.size(); i++) {
            Point from = points.get(i);
            Point to = points.get((i + 1) % points.size());
            boolean passesRow = from.y() > y != to.y() > y;
            if (passesRow && x < from.x() + (to.x() - from.x()) * (y - from.y()) / (to.y() - from.y())) {
                inside = !inside;
            }
        }
        return inside;
    }
}
