package dev.edgeinfer.track;

import dev.edgeinfer.detect.Box;

/**
 * Where an object is and where it will be: a filter each of the centre, the width and the height of its box, as in
 * BoT-SORT (Aharon et al., 2022), whose widths fit better than the aspect ratio of ByteTrack. In pixels.
 */
final class BoxFilter {

    /** Noise is in parts of the size, which a detection without extent does not have. */
    private static final double LEAST_SIZE = 1;

    private final AxisFilter x;
    private final AxisFilter y;
    private final AxisFilter width;
    private final AxisFilter height;

    BoxFilter(Box box) {
        double boxWidth = Math.max(box.width(), LEAST_SIZE);
        double boxHeight = Math.max(box.height(), LEAST_SIZE);
        x = new AxisFilter(box.x() + box.width() / 2, boxWidth);
        y = new AxisFilter(box.y() + box.height() / 2, boxHeight);
        width = new AxisFilter(boxWidth, boxWidth);
        height = new AxisFilter(boxHeight, boxHeight);
    }

    /** @param seconds since the last prediction, above 0 */
    void predict(double seconds) {
        double boxWidth = width();
        double boxHeight = height();
        x.predict(seconds, boxWidth);
        y.predict(seconds, boxHeight);
        width.predict(seconds, boxWidth);
        height.predict(seconds, boxHeight);
    }

    void correct(Box seen) {
        double boxWidth = width();
        double boxHeight = height();
        x.correct(seen.x() + seen.width() / 2, boxWidth);
        y.correct(seen.y() + seen.height() / 2, boxHeight);
        width.correct(seen.width(), boxWidth);
        height.correct(seen.height(), boxHeight);
    }

    /** While an object is not seen it moves on and keeps its size: what cannot be seen must not grow over others. */
    void keepSize() {
        width.stop();
        height.stop();
    }

    double left() {
        return x.position() - width() / 2;
    }

    double top() {
        return y.position() - height() / 2;
    }

    double width() {
        return Math.max(width.position(), LEAST_SIZE);
    }

    double height() {
        return Math.max(height.position(), LEAST_SIZE);
    }

    Box box() {
        return new Box((float) left(), (float) top(), (float) width(), (float) height());
    }
}
