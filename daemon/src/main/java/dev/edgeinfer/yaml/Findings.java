package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is noted while one document is read: its problems and the places of its values. */
final class Findings {

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();

    Findings(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    void note(String path, Position position) {
        positions.put(path, position);
    }

    Positions positions() {
        return new Positions(file, positions);
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }
}
