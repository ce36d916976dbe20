package dev.edgeinfer.detect;

/**
 * A box in pixels of the captured frame as it was published, after rotation, mirror and crop: origin top left, {@code x,
 * y} its upper left corner.
 */
public record Box(float x, float y, float width, float height) {

    /** The same part of a picture that is so many times as wide and as high. */
    public Box scaled(float across, float down) {
        return new Box(x * across, y * down, width * across, height * down);
    }
}
