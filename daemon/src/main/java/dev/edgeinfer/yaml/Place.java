package dev.edgeinfer.yaml;

/**
 * Where something stands, when a document is made of several files.
 *
 * @param file the file as the user named it
 * @param position where in it; {@link Position#NONE} for the file as a whole
 */
public record Place(String file, Position position) {}
