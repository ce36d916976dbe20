package dev.edgeinfer.document;

import dev.edgeinfer.detect.Box;

/** A box in pixels of its frame, origin top left, to a tenth of a pixel. */
public record BoxDocument(double x, double y, double width, double height) {

    public static BoxDocument of(Box box) {
        return new BoxDocument(
                Json.rounded(box.x(), 1),
                Json.rounded(box.y(), 1),
                Json.rounded(box.width(), 1),
                Json.rounded(box.height(), 1));
    }
}
