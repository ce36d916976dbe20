package dev.edgeinfer.http.configuration;

import dev.edgeinfer.config.edit.ConfigSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The configuration as it is written.
 *
 * @param file the main one
 * @param writable whether it looks as if it could be changed over HTTP
 * @param dropIns files that are laid over it, in this order
 * @param config what they say together, without secrets; keys as in YAML
 * @param origins file by the dotted path of each topmost key that is not in the main one
 */
record ConfigDocument(
        String file, boolean writable, List<String> dropIns, Map<String, Object> config, Map<String, String> origins) {

    static ConfigDocument of(ConfigSnapshot snapshot) {
        return new ConfigDocument(
                snapshot.file().toString(),
                snapshot.isWritable(),
                snapshot.dropIns().stream().map(Path::toString).toList(),
                snapshot.values(),
                snapshot.origins());
    }
}
