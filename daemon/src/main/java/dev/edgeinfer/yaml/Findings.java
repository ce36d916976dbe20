package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** What is noted while one document is read: its problems and the places of its values. */
final class Findings {

    private final Document document;
    private final References references;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    Findings(Document document, References references) {
        this.document = document;
        this.references = references;
    }

    Place placeOf(Node node) {
        return document.placeOf(node);
    }

    References references() {
        return references;
    }

    void add(Problem problem) {
        problems.add(problem.masked(references));
    }

    void note(String path, Place place) {
        places.put(path, place);
    }

    Positions positions() {
        return new Positions(document.name(), places);
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }
}
