package dev.edgeinfer.repository;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.util.stream.Collectors;

/** What went wrong, in one line. */
final class Sentences {

    private Sentences() {}

    static String of(RuntimeException e) {
        return e instanceof InvalidDocumentException document
                ? document.problems().stream().map(Problem::toString).collect(Collectors.joining("; "))
                : String.valueOf(e.getMessage());
    }
}
