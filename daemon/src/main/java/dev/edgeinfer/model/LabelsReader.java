package dev.edgeinfer.model;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Reads the labels of a bundle: a list in the manifest, or a file beside it with one label a line. */
final class LabelsReader {

    private final Path bundle;

    LabelsReader(Path bundle) {
        this.bundle = bundle;
    }

    Optional<List<String>> read(YamlMap manifest) {
        YamlValue value = manifest.get("labels").required("write labels: labels.txt");
        return value.isCollection() ? inline(value) : value.string().flatMap(name -> beside(manifest, value, name));
    }

    private static Optional<List<String>> inline(YamlValue value) {
        var first = new HashMap<String, String>();
        Optional<List<String>> labels = value.list(item -> {
            Optional<String> label = item.string();
            label.map(text -> first.putIfAbsent(text, item.key()))
                    .ifPresent(earlier -> item.problem("is given twice, first as " + earlier, "remove one of them"));
            return label;
        });
        labels.filter(List::isEmpty).ifPresent(_ -> value.problem("has no label", "list at least one"));
        return labels;
    }

    private Optional<List<String>> beside(YamlMap manifest, YamlValue value, String name) {
        Optional<Path> file = inBundle(name);
        if (file.isEmpty()) {
            value.problem("is not a file of the bundle", "write the name of a file beside this one");
            return Optional.empty();
        }
        String text;
        try {
            text = TextFile.read(file.get());
        } catch (InvalidDocumentException e) {
            e.problems().forEach(manifest::report);
            return Optional.empty();
        }
        return lines(
                manifest,
                file.get().toString(),
                text.stripTrailing().lines().map(String::strip).toList());
    }

    /** A bundle may come from someone else, so its manifest must not point at other files of this machine. */
    private Optional<Path> inBundle(String name) {
        try {
            Path root = bundle.toAbsolutePath().normalize();
            Path file = root.resolve(name).normalize();
            return file.startsWith(root) && !file.equals(root) ? Optional.of(bundle.resolve(name)) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> lines(YamlMap manifest, String file, List<String> lines) {
        if (lines.isEmpty()) {
            manifest.report(Problem.ofFile(file, "has no label", "write one a line"));
            return Optional.empty();
        }
        var labels = new ArrayList<String>();
        var first = new HashMap<String, Integer>();
        for (String label : lines) {
            int line = labels.size() + 1;
            Position at = new Position(line, 1);
            Integer earlier = first.putIfAbsent(label, line);
            if (label.isEmpty()) {
                manifest.report(Problem.ofText(
                        file, at, "the line is empty", "remove it: each line is the label of one class, in order"));
            } else if (earlier != null) {
                manifest.report(Problem.ofText(
                        file, at, "\"" + label + "\" is given twice, first on line " + earlier, "rename one of them"));
            }
            labels.add(label);
        }
        return Optional.of(labels);
    }
}
