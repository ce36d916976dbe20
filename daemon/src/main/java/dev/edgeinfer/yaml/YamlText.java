package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The text of a YAML file whose root is a map, as somebody wrote it: what it says, and the same text with some of it changed, in which all
 * else is as it was, comments and blanks included. Immutable.
 */
public final class YamlText {

    /** As many scalars as a file of the largest size has; aliases may stand for more. */
    private static final int MOST_VISITED = 400_000;

    /** What ends a plain scalar in some places and not in others. */
    private static final Pattern SPECIAL = Pattern.compile("[,\\[\\]{}]|:$|: | #");

    private final String name;
    private final String text;
    private final MappingNode root;
    private final Set<Node> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Found> scalars = new ArrayList<>();
    private final Regions regions;
    private int visited;

    /** A scalar by one of its paths. */
    private record Found(ScalarPlace place, ScalarNode node) {}

    private YamlText(String name, String text, MappingNode root) {
        this.name = name;
        this.text = text;
        this.root = root;
        regions = new Regions(text);
        visit(root, List.of(), Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * @param name of the file, for problems
     * @throws InvalidDocumentException when it is no YAML, no map at its top, or by its aliases too large
     */
    public static YamlText of(String name, String text) {
        Node root = NodeComposer.compose(name, text)
                .filter(node -> !Tag.NULL.equals(node.getTag()))
                .orElseGet(() -> NodeComposer.compose(name, "{}").orElseThrow());
        if (root instanceof MappingNode map) {
            return new YamlText(name, text, map);
        }
        throw new InvalidDocumentException(
                Problem.ofText(name, Position.of(root), "is not a map at its top", "write key: value, one a line"));
    }

    /** Whether two values say the same: maps in any order, numbers however they are written. */
    public static boolean same(Object one, Object other) {
        return PlainValues.same(one, other);
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /** What it says: maps, lists, {@link String}, {@link java.math.BigDecimal}, {@link Boolean} and null. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> values() {
        return (Map<String, Object>) PlainValues.of(name, root);
    }

    /** Its scalars that are values and not keys, in their order; one that an alias repeats once for each path. */
    public List<ScalarPlace> scalars() {
        return scalars.stream().map(Found::place).toList();
    }

    /**
     * The text with other scalars.
     *
     * @param replaced gives the new value of a scalar, which is put in quotes where it needs them; empty: it stays
     */
    public YamlText withScalars(Function<ScalarPlace, Optional<String>> replaced) {
        return with(place -> replaced.apply(place).map(YamlWriter::text));
    }

    /**
     * The text with scalars of another one, written as they are there.
     *
     * @param original tells which of the other's scalars to take; empty: it stays
     */
    public YamlText withScalarsOf(YamlText other, Function<ScalarPlace, Optional<ScalarPlace>> original) {
        Map<ScalarPlace, ScalarNode> nodes = new HashMap<>();
        other.scalars.forEach(scalar -> nodes.put(scalar.place, scalar.node));
        return with(place -> original.apply(place).map(source -> other.written(nodes.get(source))));
    }

    private YamlText with(Function<ScalarPlace, Optional<String>> written) {
        var edits = new TextEdits();
        Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Found scalar : scalars) {
            Optional<String> replacement = done.contains(scalar.node) ? Optional.empty() : written.apply(scalar.place);
            replacement.ifPresent(value -> {
                done.add(scalar.node);
                edits.replace(regions.of(scalar.node), value);
            });
        }
        return of(name, edits.appliedTo(text));
    }

    /** A scalar as it is written, if that means the same in every place. */
    private String written(ScalarNode node) {
        Regions.Region region = regions.of(node);
        String written = text.substring(region.start(), region.end());
        boolean oneLine = !written.contains("\n") && !written.startsWith("|") && !written.startsWith(">");
        boolean copied =
                oneLine && (!node.isPlain() || !SPECIAL.matcher(written).find());
        return copied ? written : YamlWriter.text(node.getValue());
    }

    /** The text with other comments. @param changed gives what is to stand for one, which begins with {@code #} */
    public YamlText withComments(UnaryOperator<String> changed) {
        var edits = new TextEdits();
        for (Regions.Region comment : comments()) {
            String written = text.substring(comment.start(), comment.end());
            String other = changed.apply(written);
            if (!other.equals(written)) {
                edits.replace(comment, other);
            }
        }
        return of(name, edits.appliedTo(text));
    }

    /**
     * The text changed so that it says something else.
     *
     * @param wanted what {@link #values} is to be then
     * @throws NotEditableException when it cannot be done in place
     */
    public YamlText with(Map<String, Object> wanted) {
        if (root.getValue().isEmpty()) {
            throw new NotEditableException("it is empty");
        }
        YamlText edited;
        try {
            edited = of(
                    name, new TreeEditor(name, text, shared).edits(root, wanted).appliedTo(text));
        } catch (InvalidDocumentException e) {
            throw new NotEditableException(
                    "it would not be YAML any more: " + e.problems().getFirst().withoutHint());
        }
        if (!PlainValues.same(edited.values(), wanted)) {
            throw new NotEditableException("it is written in an unusual way");
        }
        return edited;
    }

    MappingNode root() {
        return root;
    }

    private void visit(Node node, List<String> path, Set<Node> seen) {
        if (++visited > MOST_VISITED || path.size() > NodeComposer.MAX_DEPTH) {
            throw new InvalidDocumentException(Problem.ofText(
                    name, Position.of(node), "has aliases of aliases without end", "write the values out"));
        }
        if (!seen.add(node)) {
            shared.add(node);
        }
        switch (node) {
            case MappingNode map -> {
                for (NodeTuple tuple : map.getValue()) {
                    String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                    visit(tuple.getValueNode(), below(path, key), seen);
                }
            }
            case SequenceNode list -> {
                int index = 0;
                for (Node item : list.getValue()) {
                    visit(item, below(path, "[" + index++ + "]"), seen);
                }
            }
            case ScalarNode scalar ->
                scalars.add(new Found(new ScalarPlace(path, scalar.getValue(), Position.of(scalar)), scalar));
            case Node _ -> {}
        }
    }

    static List<String> below(List<String> path, String key) {
        var longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }

    /** From each hash that begins a comment to the end of its line. */
    private List<Regions.Region> comments() {
        var texts = new BitSet(text.length());
        markTexts(root, texts, Collections.newSetFromMap(new IdentityHashMap<>()));
        var comments = new ArrayList<Regions.Region>();
        for (int hash = text.indexOf('#'); hash >= 0; hash = text.indexOf('#', hash + 1)) {
            boolean begins = hash == 0 || Character.isWhitespace(text.charAt(hash - 1));
            if (begins && !texts.get(hash)) {
                int end = regions.lineEnd(hash);
                comments.add(new Regions.Region(hash, end));
                hash = Math.max(hash, end - 1);
            }
        }
        return comments;
    }

    private void markTexts(Node node, BitSet texts, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        switch (node) {
            case ScalarNode scalar -> {
                Regions.Region region = regions.of(scalar);
                texts.set(region.start(), Math.max(region.start(), region.end()));
            }
            case MappingNode map ->
                map.getValue().forEach(tuple -> {
                    markTexts(tuple.getKeyNode(), texts, seen);
                    markTexts(tuple.getValueNode(), texts, seen);
                });
            case SequenceNode list -> list.getValue().forEach(item -> markTexts(item, texts, seen));
            case Node _ -> {}
        }
    }
}
