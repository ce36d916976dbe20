package dev.edgeinfer.yaml;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML document turned into a value, with every mistake reported at its place.
 *
 * <p>The document is read as nodes, never as objects: what a scalar means is decided by the type that the reader asks
 * for, so {@code label: no} is the text "no".
 *
 * @param value what the reader made of the document
 * @param positions where the values stand that the reader asked for
 */
public record YamlFile<T>(T value, Positions positions) {

    /**
     * Reads a file.
     *
     * @param reader makes the value of the root map. It asks for every key that may be there, also after it found a
     *     problem: a key that it did not ask for is reported as unknown. Its result is empty only if it reported a
     *     problem.
     * @throws InvalidDocumentException with all problems found: the file cannot be read, its syntax is wrong, or the
     *     reader or a value reported some
     */
    public static <T> YamlFile<T> read(Path file, Function<YamlMap, Optional<T>> reader) {
        return parse(file.toString(), TextFile.read(file), reader);
    }

    /**
     * Reads a text; otherwise as {@link #read}.
     *
     * @param name name of the file in problems
     */
    public static <T> YamlFile<T> parse(String name, String text, Function<YamlMap, Optional<T>> reader) {
        Node root = NodeComposer.compose(name, text);
        if (!(root instanceof MappingNode map)) {
            throw new InvalidDocumentException(Problem.ofText(
                    name, YamlValue.start(root), "is not a map at its top", "write key: value, one a line"));
        }
        var findings = new Findings(name);
        Optional<T> value = YamlMap.read(findings, "", new Position(1, 1), Optional.of(map), reader);
        findings.throwIfAny();
        return new YamlFile<>(value.orElseThrow(), findings.positions());
    }
}
