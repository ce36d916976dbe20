package dev.edgeinfer.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * What a text says with others laid over it, as {@link YamlFile} reads them.
 *
 * @param values as {@link YamlText#values}
 * @param origins file by the dotted path of each topmost value that does not come from the first text
 */
public record LayeredText(Map<String, Object> values, Map<String, String> origins) {

    /** @param overlays in the order in which they are laid */
    @SuppressWarnings("unchecked")
    public static LayeredText of(YamlText text, List<YamlText> overlays) {
        Document document = Document.of(text.name(), text.root());
        for (YamlText overlay : overlays) {
            document = document.with(overlay.name(), overlay.root());
        }
        Map<String, String> origins = new TreeMap<>();
        origins(document, document.root(), List.of(), text.name(), origins);
        var values = (Map<String, Object>) PlainValues.of(text.name(), document.root());
        return new LayeredText(values, new LinkedHashMap<>(origins));
    }

    private static void origins(
            Document document, MappingNode map, List<String> path, String parent, Map<String, String> origins) {
        // An alias of a map within itself has no end.
        if (path.size() > NodeComposer.MAX_DEPTH) {
            return;
        }
        map.getValue().forEach(tuple -> {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            List<String> below = YamlText.below(path, key);
            Node value = tuple.getValueNode();
            String file = document.placeOf(value).file();
            if (!file.equals(parent)) {
                origins.put(ScalarPlace.dotted(below), file);
            }
            if (value instanceof MappingNode deeper) {
                origins(document, deeper, below, file, origins);
            }
        });
    }
}
