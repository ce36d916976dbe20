package dev.edgeinfer.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A document cannot be used; the message lists its problems, one a line, from top to bottom. */
public final class InvalidDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_LISTED = 50;

    private final transient List<Problem> problems;

    /** @param problems at least one, in any order */
    public InvalidDocumentException(List<Problem> problems) {
        var sorted = problems.stream().sorted(Problem.READING_ORDER).toList();
        super(message(sorted));
        this.problems = sorted;
    }

    public InvalidDocumentException(Problem problem) {
        this(List.of(problem));
    }

    /** What is wrong, from top to bottom; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a document without problems is valid");
        }
        String listed =
                problems.stream().limit(MOST_LISTED).map(Problem::toString).collect(Collectors.joining("\n"));
        int more = problems.size() - MOST_LISTED;
        return more > 0 ? listed + "\n… and " + more + " more problems" : listed;
    }
}
