package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The node tree of a file, or of several of which each may say more or otherwise than those before: maps are merged key by
 * key at every depth, anything else is replaced. A map that a later file leaves empty ({@code rules:} with nothing below)
 * stays as it is.
 */
final class Document {

    private final String name;
    private final MappingNode root;
    private final Map<Node, String> files = new IdentityHashMap<>();

    private Document(String name, MappingNode root) {
        this.name = name;
        this.root = root;
    }

    /** @throws InvalidDocumentException when the text is no map */
    static Document of(String name, String text) {
        Node root = NodeComposer.compose(name, text)
                .orElseThrow(() ->
                        new InvalidDocumentException(Problem.ofFile(name, "is empty", "write key: value, one a line")));
        return new Document(name, map(name, root));
    }

    static Document of(String name, MappingNode root) {
        return new Document(name, root);
    }

    /**
     * The document with another one laid over it.
     *
     * @param text may hold nothing but comments
     * @throws InvalidDocumentException when the text is no map
     */
    Document with(String overlay, String text) {
        Optional<Node> over = NodeComposer.compose(overlay, text).filter(node -> !Tag.NULL.equals(node.getTag()));
        if (over.isEmpty()) {
            return this;
        }
        return with(overlay, map(overlay, over.get()));
    }

    /** As {@link #with(String, String)}. */
    Document with(String overlay, MappingNode top) {
        note(overlay, top);
        var merged = new Document(name, merged(root, top, 1));
        merged.files.putAll(files);
        return merged;
    }

    /** The file that was named first. */
    String name() {
        return name;
    }

    MappingNode root() {
        return root;
    }

    Place placeOf(Node node) {
        return new Place(files.getOrDefault(node, name), Position.of(node));
    }

    private static MappingNode map(String name, Node root) {
        if (root instanceof MappingNode map) {
            return map;
        }
        throw new InvalidDocumentException(
                Problem.ofText(name, Position.of(root), "is not a map at its top", "write key: value, one a line"));
    }

    private MappingNode merged(MappingNode below, MappingNode above, int depth) {
        List<NodeTuple> tuples = new ArrayList<>(below.getValue());
        Map<String, Integer> indices = new LinkedHashMap<>();
        for (int i = 0; i < tuples.size(); i++) {
            if (tuples.get(i).getKeyNode() instanceof ScalarNode key) {
                indices.putIfAbsent(key.getValue(), i);
            }
        }
        for (NodeTuple tuple : above.getValue()) {
            // Removed, so that a key which stands twice in one file is still seen to.
            Integer index = tuple.getKeyNode() instanceof ScalarNode key ? indices.remove(key.getValue()) : null;
            if (index == null) {
                tuples.add(tuple);
            } else {
                tuples.set(index, merged(tuples.get(index), tuple, depth));
            }
        }
        var merged = new MappingNode(
                below.getTag(), true, tuples, below.getStartMark(), below.getEndMark(), below.getFlowStyle());
        Optional.ofNullable(files.get(below)).ifPresent(file -> files.put(merged, file));
        return merged;
    }

    private NodeTuple merged(NodeTuple below, NodeTuple above, int depth) {
        if (!(below.getValueNode() instanceof MappingNode map)) {
            return above;
        }
        return switch (above.getValueNode()) {
            // No file is deeper, but an alias of a map within itself has no end.
            case MappingNode over
            when depth < NodeComposer.MAX_DEPTH -> new NodeTuple(below.getKeyNode(), merged(map, over, depth + 1));
            case Node over when Tag.NULL.equals(over.getTag()) -> below;
            case Node _ -> above;
        };
    }

    private void note(String file, Node node) {
        if (files.put(node, file) != null) {
            return;
        }
        switch (node) {
            case MappingNode map ->
                map.getValue().forEach(tuple -> {
                    note(file, tuple.getKeyNode());
                    note(file, tuple.getValueNode());
                });
            case SequenceNode sequence -> sequence.getValue().forEach(item -> note(file, item));
            case Node _ -> {}
        }
    }
}
