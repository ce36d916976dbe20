package dev.edgeinfer.http.configuration;

import dev.edgeinfer.config.edit.ConfigSnapshot;
import java.util.Map;
import java.util.TreeMap;

/**
 * Zones and lines of a camera as they are written.
 *
 * @param zones by name
 * @param lines by name
 * @param files file of what does not stand in the main one, by {@code zones.NAME} and {@code lines.NAME}
 */
record SceneDocument(String camera, Map<?, ?> zones, Map<?, ?> lines, Map<String, String> files) {

    static SceneDocument of(String camera, ConfigSnapshot snapshot) {
        Map<?, ?> config = below(below(snapshot.values(), "cameras"), camera);
        return new SceneDocument(
                camera, below(config, "zones"), below(config, "lines"), files("cameras." + camera, config, snapshot));
    }

    static Map<?, ?> below(Map<?, ?> map, String key) {
        return map.get(key) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static Map<String, String> files(String camera, Map<?, ?> config, ConfigSnapshot snapshot) {
        var files = new TreeMap<String, String>();
        Map<String, String> origins = snapshot.origins();
        for (String kind : new String[] {"zones", "lines"}) {
            for (Object name : below(config, kind).keySet()) {
                String path = camera + "." + kind + "." + name;
                origins.forEach((origin, file) -> {
                    boolean concerns =
                            path.equals(origin) || path.startsWith(origin + ".") || origin.startsWith(path + ".");
                    if (concerns) {
                        files.put(kind + "." + name, file);
                    }
                });
            }
        }
        return files;
    }
}
