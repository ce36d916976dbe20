package dev.edgeinfer.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

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
     * Reads a file over which others are laid: maps are merged key by key at every depth, anything else is replaced by
     * what stands in a later file. Otherwise as {@link #read(Path, Function)}.
     *
     * @param overlays in the order in which they are laid; they may hold nothing but comments
     * @param references what texts may refer to
     */
    public static <T> YamlFile<T> read(
            Path file, List<Path> overlays, References references, Function<YamlMap, Optional<T>> reader) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer(file.toString(), () -> TextFile.read(file)));
        overlays.forEach(overlay -> layers.add(new Layer(overlay.toString(), () -> TextFile.read(overlay))));
        return parse(layers, references, reader);
    }

    /**
     * As {@link #read(Path, List, References, Function)}, for texts that have been read.
     *
     * @param layers name and text of the file and of each that is laid over it, in this order; at least one
     */
    public static <T> YamlFile<T> parse(
            SequencedMap<String, String> layers, References references, Function<YamlMap, Optional<T>> reader) {
        return parse(
                layers.entrySet().stream()
                        .map(layer -> new Layer(layer.getKey(), layer::getValue))
                        .toList(),
                references,
                reader);
    }

    private record Layer(String name, Supplier<String> text) {}

    private static <T> YamlFile<T> parse(
            List<Layer> layers, References references, Function<YamlMap, Optional<T>> reader) {
        List<Problem> problems = new ArrayList<>();
        Optional<Document> document = Optional.empty();
        Layer first = layers.getFirst();
        try {
            document = Optional.of(Document.of(first.name, first.text.get()));
        } catch (InvalidDocumentException e) {
            problems.addAll(e.problems());
        }
        // Each file has its problems told, also when one before it cannot be used.
        Document below = document.orElseGet(() -> Document.of("", "{}"));
        for (Layer overlay : layers.subList(1, layers.size())) {
            try {
                below = below.with(overlay.name, overlay.text.get());
            } catch (InvalidDocumentException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return parse(below, references, reader);
    }

    /**
     * Reads a text; otherwise as {@link #read}.
     *
     * @param name name of the file in problems
     */
    public static <T> YamlFile<T> parse(String name, String text, Function<YamlMap, Optional<T>> reader) {
        return parse(Document.of(name, text), References.NONE, reader);
    }

    private static <T> YamlFile<T> parse(
            Document document, References references, Function<YamlMap, Optional<T>> reader) {
        var findings = new Findings(document, references);
        Place top = new Place(document.name(), new Position(1, 1));
        Optional<T> value = YamlMap.read(findings, "", top, Optional.of(document.root()), reader);
        findings.throwIfAny();
        return new YamlFile<>(value.orElseThrow(), findings.positions());
    }
}
