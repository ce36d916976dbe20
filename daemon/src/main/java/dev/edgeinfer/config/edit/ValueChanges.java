package dev.edgeinfer.config.edit;

import dev.edgeinfer.yaml.ScalarPlace;
import dev.edgeinfer.yaml.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What differs between two trees of values. */
final class ValueChanges {

    private ValueChanges() {}

    /** Dotted paths of what is another value, or is in one of them only; of a map that is in both, the paths below it. */
    static List<String> paths(Map<?, ?> before, Map<?, ?> after) {
        var paths = new ArrayList<String>();
        collect(before, after, List.of(), paths);
        return paths;
    }

    private static void collect(Map<?, ?> before, Map<?, ?> after, List<String> path, List<String> paths) {
        Set<Object> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (Object key : keys) {
            List<String> below = new ArrayList<>(path);
            below.add(key.toString());
            Object one = before.get(key);
            Object other = after.get(key);
            boolean inBoth = before.containsKey(key) && after.containsKey(key);
            if (inBoth && YamlText.same(one, other)) {
                continue;
            }
            if (inBoth && one instanceof Map<?, ?> map && other instanceof Map<?, ?> theirs) {
                collect(map, theirs, below, paths);
            } else {
                paths.add(ScalarPlace.dotted(below));
            }
        }
    }

    /**
     * The values of a file with the same changes that lead from one tree to another, which has more in it than this file.
     *
     * @param file what is to be changed
     */
    static Map<String, Object> applied(Map<?, ?> file, Map<?, ?> before, Map<?, ?> after) {
        var changed = new LinkedHashMap<String, Object>();
        file.forEach((key, value) -> {
            if (after.containsKey(key)) {
                changed.put(key.toString(), value(value, before.get(key), after.get(key)));
            }
        });
        after.forEach((key, value) -> {
            boolean isNew = !before.containsKey(key) || !YamlText.same(before.get(key), value);
            if (!file.containsKey(key) && isNew) {
                changed.put(
                        key.toString(),
                        value instanceof Map<?, ?> map && before.get(key) instanceof Map<?, ?> was
                                ? applied(Map.of(), was, map)
                                : value);
            }
        });
        return changed;
    }

    private static Object value(Object inFile, Object before, Object after) {
        if (YamlText.same(before, after)) {
            return inFile;
        }
        return inFile instanceof Map<?, ?> map && before instanceof Map<?, ?> was && after instanceof Map<?, ?> is
                ? applied(map, was, is)
                : after;
    }
}
