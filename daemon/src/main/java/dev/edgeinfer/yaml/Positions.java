package dev.edgeinfer.yaml;

import java.util.Map;
import java.util.Optional;

/**
 * Where the values of a document stand, kept for rules that can only be checked later.
 *
 * @param file the file as the user named it; the first one when the document is made of several
 * @param byPath place of each value that was read, by its dotted path
 */
public record Positions(String file, Map<String, Place> byPath) {

    public Positions {
        byPath = Map.copyOf(byPath);
    }

    /** A problem with a path whose sentence names the value itself; without a place if the document does not have it. */
    public Problem problem(String path, String sentence) {
        Place place = place(path);
        return new Problem(place.file(), place.position(), path, Optional.empty(), sentence, Optional.empty());
    }

    /** A problem with the value at a path; without a place if the document does not have the path. */
    public Problem problem(String path, String value, String rule, String hint) {
        Place place = place(path);
        return new Problem(place.file(), place.position(), path, Optional.of(value), rule, Optional.of(hint));
    }

    /** Whether the document has a path. */
    public boolean has(String path) {
        return byPath.containsKey(path);
    }

    private Place place(String path) {
        return byPath.getOrDefault(path, new Place(file, Position.NONE));
    }
}
