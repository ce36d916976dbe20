package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Finds the changes of a text by which it says something else. What stays the same is not touched, nor are comments, unless they stand
 * inside of what is removed or replaced.
 */
final class TreeEditor {

    private final String name;
    private final Regions regions;
    private final YamlWriter writer;
    private final String lineEnd;
    private final Set<Node> shared;
    private final TextEdits edits = new TextEdits();

    /** @param shared nodes that an alias repeats */
    TreeEditor(String name, String text, Set<Node> shared) {
        this.name = name;
        this.shared = shared;
        regions = new Regions(text);
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        writer = new YamlWriter(lineEnd);
    }

    /** What to change for a map to say something else. @throws NotEditableException when that cannot be told */
    TextEdits edits(MappingNode root, Map<?, ?> wanted) {
        if (wanted.isEmpty()) {
            throw new NotEditableException("nothing would be left of it");
        }
        map(root, wanted);
        return edits;
    }

    private void map(MappingNode node, Map<?, ?> wanted) {
        requireAlone(node);
        List<NodeTuple> kept = new ArrayList<>();
        List<NodeTuple> removed = new ArrayList<>();
        var added = new LinkedHashMap<Object, Object>(wanted);
        var known = new HashSet<String>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || !known.add(key.getValue())) {
                throw new NotEditableException("it has a key twice, or one that is no text");
            }
            (wanted.containsKey(key.getValue()) ? kept : removed).add(tuple);
            added.remove(key.getValue());
        }
        if (kept.isEmpty()) {
            throw new NotEditableException("all of it would be another");
        }
        boolean flow = Regions.isFlow(node);
        for (NodeTuple tuple : kept) {
            value(tuple, wanted.get(((ScalarNode) tuple.getKeyNode()).getValue()), flow);
        }
        if (flow) {
            removeInLine(node, removed);
            added.forEach((key, value) -> edits.insert(
                    regions.end(kept.getLast()), ", " + YamlWriter.key(key) + ": " + YamlWriter.flow(value)));
        } else {
            removed.forEach(tuple -> removeLines(node, tuple));
            if (!added.isEmpty()) {
                int indent = Regions.column(node.getValue().getFirst().getKeyNode());
                insertLines(regions.end(kept.getLast()), writer.block(added, indent));
            }
        }
    }

    private void removeInLine(MappingNode node, List<NodeTuple> removed) {
        List<NodeTuple> all = node.getValue();
        Set<NodeTuple> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(removed);
        boolean keptBefore = false;
        for (int i = 0; i < all.size(); i++) {
            NodeTuple tuple = all.get(i);
            if (!gone.contains(tuple)) {
                keptBefore = true;
            } else if (keptBefore) {
                edits.remove(regions.end(all.get(i - 1)), regions.end(tuple));
            } else {
                edits.remove(
                        regions.start(tuple.getKeyNode()),
                        regions.start(all.get(i + 1).getKeyNode()));
            }
        }
    }

    private void removeLines(MappingNode node, NodeTuple tuple) {
        int start = regions.start(tuple.getKeyNode());
        int line = regions.lineStart(start);
        if (regions.isBlank(line, start)) {
            edits.remove(line, regions.nextLine(regions.end(tuple)));
        } else {
            // The first one behind the dash of a list: what follows takes its place.
            int next = node.getValue().indexOf(tuple) + 1;
            edits.remove(start, regions.start(node.getValue().get(next).getKeyNode()));
        }
    }

    private void value(NodeTuple tuple, Object wanted, boolean inFlow) {
        Node node = tuple.getValueNode();
        if (isSame(node, wanted) || descended(node, wanted)) {
            return;
        }
        requireAlone(node);
        int colon = regions.afterColon(tuple);
        int end = Math.max(colon, regions.end(node));
        if (inFlow) {
            edits.replace(new Regions.Region(colon, end), " " + YamlWriter.flow(wanted));
            return;
        }
        int indent = Regions.column(tuple.getKeyNode());
        boolean nextLine = end > regions.lineEnd(colon) && regions.start(node) > regions.lineEnd(colon);
        boolean below = wanted instanceof Map<?, ?> map && !map.isEmpty();
        String replacement = writer.afterKey(wanted, indent);
        if (nextLine || end == colon && below) {
            // A comment behind the key stays there.
            int lineEndOfKey = regions.lineEnd(colon);
            edits.insert(below ? lineEndOfKey : colon, replacement);
            edits.remove(lineEndOfKey, Math.max(lineEndOfKey, end));
        } else {
            edits.replace(new Regions.Region(colon, end), replacement);
        }
    }

    /** Whether only parts of a node are to change, which is done then. */
    private boolean descended(Node node, Object wanted) {
        return switch (node) {
            case MappingNode map
            when wanted instanceof Map<?, ?> other && keepsAnyKey(map, other) -> {
                map(map, other);
                yield true;
            }
            case SequenceNode list
            when wanted instanceof List<?> other && isEditable(list, other) -> {
                requireAlone(list);
                list(list, other);
                yield true;
            }
            case Node _ -> false;
        };
    }

    private static boolean keepsAnyKey(MappingNode map, Map<?, ?> wanted) {
        return map.getValue().stream()
                .anyMatch(tuple -> tuple.getKeyNode() instanceof ScalarNode key && wanted.containsKey(key.getValue()));
    }

    /** Whether items may be changed one by one: as many as before, or one a line. */
    private static boolean isEditable(SequenceNode list, List<?> wanted) {
        int size = list.getValue().size();
        return size > 0 && (size == wanted.size() || !Regions.isFlow(list) && !wanted.isEmpty());
    }

    private void list(SequenceNode node, List<?> wanted) {
        List<Node> items = node.getValue();
        for (int i = 0; i < Math.min(items.size(), wanted.size()); i++) {
            Node item = items.get(i);
            if (!isSame(item, wanted.get(i)) && !descended(item, wanted.get(i))) {
                requireAlone(item);
                edits.replace(regions.of(item), YamlWriter.flow(wanted.get(i)));
            }
        }
        if (wanted.size() > items.size()) {
            String dash = " ".repeat(Regions.column(node)) + "- ";
            wanted.subList(items.size(), wanted.size())
                    .forEach(item -> insertLines(regions.end(items.getLast()), dash + YamlWriter.flow(item)));
        } else if (wanted.size() < items.size()) {
            edits.remove(
                    regions.nextLine(regions.end(items.get(wanted.size() - 1))),
                    regions.nextLine(regions.end(items.getLast())));
        }
    }

    /** Puts whole lines behind the line of a place, which may be removed. */
    private void insertLines(int place, String lines) {
        int next = regions.nextLine(place);
        edits.insert(next, regions.isLineStart(next) ? lines + lineEnd : lineEnd + lines);
    }

    private boolean isSame(Node node, Object wanted) {
        boolean none = node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
        return none ? wanted == null : PlainValues.same(PlainValues.of(name, node), wanted);
    }

    private void requireAlone(Node node) {
        boolean anchored = node instanceof CollectionNode<?> && node.getAnchor() != null;
        if (anchored || shared.contains(node)) {
            throw new NotEditableException("it is repeated elsewhere by an alias");
        }
    }
}
