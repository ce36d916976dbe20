package dev.edgeinfer.yaml;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A map of a document while it is read. Every key that the reader does not ask for is reported as unknown when the
 * reader is done. Used by the reading thread only, inside the call of the reader.
 */
public final class YamlMap {

    private final Findings findings;
    private final String path;
    private final Place place;
    private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private boolean foreign;

    private YamlMap(Findings findings, String path, Place place) {
        this.findings = findings;
        this.path = path;
        this.place = place;
    }

    /** Runs a reader over a map; an absent one is read as if it were empty. */
    static <T> T read(
            Findings findings, String path, Place place, Optional<MappingNode> node, Function<YamlMap, T> reader) {
        var map = new YamlMap(findings, path, place);
        node.ifPresent(map::index);
        T value = reader.apply(map);
        map.reportUnknownKeys();
        return value;
    }

    /** The value of a key, which may be absent. */
    public YamlValue get(String key) {
        asked.add(key);
        String valuePath = pathOf(key);
        NodeTuple tuple = tuples.get(key);
        if (tuple == null || foreign && Tag.NULL.equals(tuple.getValueNode().getTag())) {
            return YamlValue.absent(findings, key, valuePath, place);
        }
        return YamlValue.of(findings, key, valuePath, findings.placeOf(tuple.getKeyNode()), tuple.getValueNode());
    }

    /** The values by key in the order of the document, for a map whose keys are names that the user chose. */
    public Map<String, YamlValue> entries() {
        var entries = new LinkedHashMap<String, YamlValue>();
        tuples.keySet().forEach(key -> entries.put(key, get(key)));
        return entries;
    }

    /** For formats of others: keys that the reader does not ask for are allowed, and null counts as absent. */
    public void acceptForeignFormat() {
        foreign = true;
    }

    /** Reports a problem with the map as a whole, such as keys that exclude each other. */
    public void problem(String rule, String hint) {
        report(place, path, rule, hint);
    }

    /** Reports a problem found in another file that this map refers to. */
    public void report(Problem problem) {
        findings.add(problem);
    }

    private void index(MappingNode node) {
        for (NodeTuple tuple : node.getValue()) {
            Place at = findings.placeOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                report(at, path, "a key must be plain text", "put quotes around it");
            } else if (Tag.MERGE.equals(key.getTag())) {
                report(at, pathOf(key.getValue()), "merge keys are not supported", "write the keys out");
            } else {
                index(key.getValue(), at, tuple);
            }
        }
    }

    private void index(String key, Place at, NodeTuple tuple) {
        NodeTuple first = tuples.putIfAbsent(key, tuple);
        if (first != null) {
            int line = findings.placeOf(first.getKeyNode()).position().line();
            report(at, pathOf(key), "is given twice, first on line " + line, "remove or rename one of them");
        }
    }

    private void reportUnknownKeys() {
        tuples.forEach((key, tuple) -> {
            if (!foreign && !asked.contains(key)) {
                Place at = findings.placeOf(tuple.getKeyNode());
                report(at, pathOf(key), "unknown key", NearestName.hint(key, asked));
            }
        });
    }

    private void report(Place at, String where, String rule, String hint) {
        findings.add(new Problem(at.file(), at.position(), where, Optional.empty(), rule, Optional.of(hint)));
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
