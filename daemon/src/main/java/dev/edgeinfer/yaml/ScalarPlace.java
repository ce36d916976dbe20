package dev.edgeinfer.yaml;

import java.util.List;

/**
 * A scalar of a text.
 *
 * @param path keys from the root to it; of an item of a list {@code [0]} and so on
 * @param value what it says
 * @param position where it begins
 */
public record ScalarPlace(List<String> path, String value, Position position) {

    public ScalarPlace {
        path = List.copyOf(path);
    }

    /** Its path as problems show it. */
    public String dottedPath() {
        return dotted(path);
    }

    /** A path as problems show it. */
    public static String dotted(List<String> path) {
        var dotted = new StringBuilder();
        for (String key : path) {
            dotted.append(dotted.isEmpty() || key.startsWith("[") ? "" : ".").append(key);
        }
        return dotted.toString();
    }
}
