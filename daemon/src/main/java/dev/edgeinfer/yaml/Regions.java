package dev.edgeinfer.yaml;

import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Where in a text its nodes are, in {@code char}s from its beginning. */
final class Regions {

    /** From the first char to the one after the last. */
    record Region(int start, int end) {

        boolean contains(int place) {
            return place >= start && place < end;
        }
    }

    private final String text;
    /** Marks count code points; null: each is one char. */
    private final int[] chars;

    Regions(String text) {
        this.text = text;
        chars = text.codePointCount(0, text.length()) == text.length() ? null : charsByCodePoint(text);
    }

    private static int[] charsByCodePoint(String text) {
        int[] chars = new int[text.codePointCount(0, text.length()) + 1];
        int place = 0;
        for (int i = 0; i < chars.length - 1; i++) {
            chars[i] = place;
            place += Character.charCount(text.codePointAt(place));
        }
        chars[chars.length - 1] = text.length();
        return chars;
    }

    /** What is written for a node, without anchor and tag, and without the comments after it. */
    Region of(Node node) {
        return new Region(start(node), end(node));
    }

    int start(Node node) {
        int place = place(node.getStartMark());
        // The mark is that of the anchor where there is one.
        while (place < text.length() && (text.charAt(place) == '&' || text.charAt(place) == '!')) {
            while (place < text.length() && !Character.isWhitespace(text.charAt(place))) {
                place++;
            }
            while (place < text.length() && text.charAt(place) == ' ') {
                place++;
            }
        }
        return place;
    }

    /** The mark of what is written line by line is that of whatever comes next. */
    int end(Node node) {
        return switch (node) {
            case ScalarNode scalar -> withoutBlanks(start(scalar), place(scalar.getEndMark()));
            case CollectionNode<?> collection when isFlow(collection) -> place(collection.getEndMark());
            case MappingNode map
            when !map.getValue().isEmpty() -> end(map.getValue().getLast());
            case CollectionNode<?> list
            when !list.getValue().isEmpty() -> end((Node) list.getValue().getLast());
            case Node other -> place(other.getEndMark());
        };
    }

    int end(NodeTuple tuple) {
        return Math.max(end(tuple.getValueNode()), afterColon(tuple));
    }

    /** The place after the colon of an entry. */
    int afterColon(NodeTuple tuple) {
        int end = end(tuple.getKeyNode());
        int colon = text.indexOf(':', end);
        boolean ofThisEntry = colon >= 0 && text.substring(end, colon).isBlank();
        return ofThisEntry ? colon + 1 : end;
    }

    /** The place of the line end after a place, or the end of the text. */
    int lineEnd(int place) {
        int end = text.indexOf('\n', place);
        if (end < 0) {
            return text.length();
        }
        return end > place && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /** The first place of the line that a place is in. */
    int lineStart(int place) {
        return text.lastIndexOf('\n', place - 1) + 1;
    }

    /** The first place of the line after that of a place, or the end of the text. */
    int nextLine(int place) {
        int end = text.indexOf('\n', place);
        return end < 0 ? text.length() : end + 1;
    }

    /** Whether a line begins at a place, or would begin there if the text went on. */
    boolean isLineStart(int place) {
        return place == 0 || text.charAt(place - 1) == '\n';
    }

    static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    static int column(Node node) {
        return node.getStartMark().getColumn();
    }

    boolean isBlank(int start, int end) {
        return text.substring(start, end).isBlank();
    }

    private int withoutBlanks(int start, int end) {
        int last = end;
        while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private int place(Mark mark) {
        return chars == null ? mark.getIndex() : chars[mark.getIndex()];
    }
}
