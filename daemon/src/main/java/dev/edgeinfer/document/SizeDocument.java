package dev.edgeinfer.document;

/** Size of a frame in pixels. */
public record SizeDocument(int width, int height) {}
