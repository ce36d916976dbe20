package dev.edgeinfer.config;

/**
 * A rectangle in a picture, in parts of its width and height, so that it means the same at every size.
 *
 * @param x left edge, 0..1
 * @param y upper edge, 0..1
 * @param width above 0; {@code x + width} is 1 at most
 * @param height above 0; {@code y + height} is 1 at most
 */
public record Region(double x, double y, double width, double height) {

    /** The whole picture. */
    public static final Region WHOLE = new Region(0, 0, 1, 1);
}
