package dev.edgeinfer.track;

import dev.edgeinfer.detect.Box;

/** A box by its edges, to be moved about without garbage. */
final class Rectangle {

    private double left;
    private double top;
    private double right;
    private double bottom;

    void set(Box box) {
        set(box.x(), box.y(), box.width(), box.height());
    }

    void set(double x, double y, double width, double height) {
        left = x;
        top = y;
        right = x + width;
        bottom = y + height;
    }

    /** Intersection over union, 0..1; 0 for boxes without extent. */
    double iou(Rectangle other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double intersection = width * height;
        return intersection / (area() + other.area() - intersection);
    }

    boolean isFinite() {
        return Double.isFinite(left) && Double.isFinite(top) && Double.isFinite(right) && Double.isFinite(bottom);
    }

    private double area() {
        return (right - left) * (bottom - top);
    }
}
