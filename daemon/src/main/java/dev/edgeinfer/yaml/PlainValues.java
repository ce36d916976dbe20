package dev.edgeinfer.yaml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node tree as values that every JSON library writes: maps, lists, {@link String}, {@link BigDecimal}, {@link Boolean} and null. A plain
 * scalar is a number or a truth value where {@link YamlValue} would take it for one; {@code no} is the text "no".
 */
final class PlainValues {

    /** Aliases of aliases may stand for a tree that no memory holds. */
    private static final int MOST_NODES = 200_000;

    /** A number of more signs is none that anything here takes. */
    private static final int LONGEST_NUMBER = 40;

    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

    private final String name;
    private int nodes;

    private PlainValues(String name) {
        this.name = name;
    }

    /**
     * @param name of the file, for problems
     * @throws InvalidDocumentException when it is endless, or by its aliases too large
     */
    static Object of(String name, Node root) {
        return new PlainValues(name).value(root, 0);
    }

    /** The number that a plain scalar is; empty: it is text. */
    static Optional<BigDecimal> number(String text) {
        boolean fits = text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
        return fits ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private Object value(Node node, int depth) {
        if (++nodes > MOST_NODES || depth > NodeComposer.MAX_DEPTH) {
            throw new InvalidDocumentException(Problem.ofText(
                    name, Position.of(node), "has aliases of aliases without end", "write the values out"));
        }
        return switch (node) {
            case MappingNode map -> map(map, depth);
            case SequenceNode list -> {
                var items = new ArrayList<Object>();
                list.getValue().forEach(item -> items.add(value(item, depth + 1)));
                yield items;
            }
            case ScalarNode scalar -> scalar(scalar);
            case Node other -> throw new IllegalStateException("no value is a " + other.getNodeId());
        };
    }

    private Map<String, Object> map(MappingNode map, int depth) {
        var values = new LinkedHashMap<String, Object>();
        for (NodeTuple tuple : map.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InvalidDocumentException(Problem.ofText(
                        name,
                        Position.of(tuple.getKeyNode()),
                        "has a key that is no plain text",
                        "put quotes around it"));
            }
            // The first one, as the reader has it, which reports the other.
            values.putIfAbsent(whole(key.getValue()), value(tuple.getValueNode(), depth + 1));
        }
        return values;
    }

    private static Object scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (Tag.NULL.equals(scalar.getTag())) {
            return null;
        }
        if (!scalar.isPlain()) {
            return whole(text);
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> number(text).<Object>map(number -> number).orElseGet(() -> whole(text));
        };
    }

    /** Half of a character, which an escape sequence may be, is nothing that can be sent. */
    private static String whole(String text) {
        boolean whole = text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        return whole
                ? text
                : text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** Whether two values say the same: maps in any order, numbers however they are written. */
    static boolean same(Object one, Object other) {
        return switch (one) {
            case null -> other == null;
            case BigDecimal number -> other instanceof BigDecimal theirs && number.compareTo(theirs) == 0;
            case Map<?, ?> map ->
                other instanceof Map<?, ?> theirs
                        && map.keySet().equals(theirs.keySet())
                        && map.keySet().stream().allMatch(key -> same(map.get(key), theirs.get(key)));
            case List<?> list -> other instanceof List<?> theirs && same(list, theirs);
            case Object value -> value.equals(other);
        };
    }

    private static boolean same(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
