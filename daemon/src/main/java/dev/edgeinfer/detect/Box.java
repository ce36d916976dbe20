package dev.edgeinfer.detect;

/** A box in pixels of the captured frame: origin top left, {@code x, y} its upper left corner. */
public record Box(float x, float y, float width, float height) {}
