package dev.edgeinfer.config;

import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.yaml.YamlValue;
import java.util.List;
import java.util.Optional;

/** Reads {@code [[x, y], [x, y], [x, y]]} and checks that it is an area. */
final class PolygonReader {

    private static final int LEAST_POINTS = 3;

    /** The check of every edge against every other takes the square of it. */
    private static final int MOST_POINTS = 200;

    /** Less than any pixel, more than the error of the arithmetic. */
    private static final double NOTHING = 1e-12;

    private PolygonReader() {}

    /** A polygon of a list of polygons; empty after a problem was reported. */
    static Optional<Polygon> read(YamlValue value) {
        return read(value, "[[[x, y], [x, y], [x, y]]]");
    }

    /**
     * The polygon; empty after a problem was reported.
     *
     * @param form how it is written, for whoever left out a pair of brackets
     */
    static Optional<Polygon> read(YamlValue value, String form) {
        return points(value, "an area", form)
                .map(PolygonReader::withoutClosingPoint)
                .filter(points -> isArea(value, points))
                .map(Polygon::new);
    }

    /**
     * Any number of points; empty after a problem was reported.
     *
     * @param what they are
     * @param form how it is written, for whoever left out a pair of brackets
     */
    static Optional<List<Point>> points(YamlValue value, String what, String form) {
        Optional<List<YamlValue>> corners = value.list(Optional::of);
        if (corners.stream().flatMap(List::stream).anyMatch(corner -> !corner.isCollection())) {
            value.problem("is a point, not " + what, "write one more pair of brackets: " + form);
            return Optional.empty();
        }
        return corners.flatMap(_ -> value.list(PolygonReader::point));
    }

    private static Optional<Point> point(YamlValue value) {
        Optional<List<Double>> numbers = value.list(number -> number.decimal(0, 1));
        if (numbers.isPresent() && numbers.get().size() != 2) {
            value.problem("has %d numbers".formatted(numbers.get().size()), "write a point as [x, y]");
            return Optional.empty();
        }
        return numbers.map(xy -> new Point(xy.get(0), xy.get(1)));
    }

    /** Some formats repeat the first point at the end. */
    private static List<Point> withoutClosingPoint(List<Point> points) {
        boolean closed = points.size() > LEAST_POINTS && points.getFirst().equals(points.getLast());
        return closed ? points.subList(0, points.size() - 1) : points;
    }

    private static boolean isArea(YamlValue value, List<Point> points) {
        if (points.size() < LEAST_POINTS) {
            value.problem("has %d points".formatted(points.size()), "an area has at least 3 corners");
            return false;
        }
        if (points.size() > MOST_POINTS) {
            value.problem("has %d points".formatted(points.size()), "draw it with %d at most".formatted(MOST_POINTS));
            return false;
        }
        for (int i = 0; i < points.size(); i++) {
            if (turnsBack(points, i)) {
                value.problem(
                        "turns back on itself at point %d".formatted(i + 1),
                        "list each corner once, in order around the area");
                return false;
            }
            for (int j = i + 2; j < points.size(); j++) {
                boolean neighbours = i == 0 && j == points.size() - 1;
                if (!neighbours
                        && meet(corner(points, i), corner(points, i + 1), corner(points, j), corner(points, j + 1))) {
                    value.problem(
                            "crosses itself: the edge after point %d meets the one after point %d"
                                    .formatted(i + 1, j + 1),
                            "list the corners in order around the area");
                    return false;
                }
            }
        }
        return true;
    }

    private static Point corner(List<Point> points, int index) {
        return points.get(index % points.size());
    }

    /** Whether a corner is twice there, or the edge that leaves it runs back along the one that came to it. */
    private static boolean turnsBack(List<Point> points, int index) {
        Point before = corner(points, index + points.size() - 1);
        Point here = points.get(index);
        Point after = corner(points, index + 1);
        double forward =
                (here.x() - before.x()) * (after.x() - here.x()) + (here.y() - before.y()) * (after.y() - here.y());
        return here.equals(after) || Math.abs(side(before, here, after)) < NOTHING && forward < 0;
    }

    private static boolean meet(Point a, Point b, Point c, Point d) {
        double c1 = side(a, b, c);
        double d1 = side(a, b, d);
        double a1 = side(c, d, a);
        double b1 = side(c, d, b);
        boolean crossing = c1 * d1 < 0 && a1 * b1 < 0;
        return crossing || isOn(c1, a, b, c) || isOn(d1, a, b, d) || isOn(a1, c, d, a) || isOn(b1, c, d, b);
    }

    /** On which side of the line through two points a third one lies; 0: on it. */
    private static double side(Point from, Point to, Point third) {
        return (to.x() - from.x()) * (third.y() - from.y()) - (to.y() - from.y()) * (third.x() - from.x());
    }

    private static boolean isOn(double side, Point from, Point to, Point third) {
        return Math.abs(side) < NOTHING && between(from.x(), to.x(), third.x()) && between(from.y(), to.y(), third.y());
    }

    private static boolean between(double one, double other, double value) {
        return value >= Math.min(one, other) && value <= Math.max(one, other);
    }
}
