package dev.edgeinfer.http.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/** Thrown by a route that cannot answer; {@link Problems} turns it into the response. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /**
     * @param detail one sentence for people: what, where, what to do
     * @param members further members of the document, for programs; values as Jackson writes them
     */
    public ProblemException(ProblemType type, String detail, Map<String, ?> members) {
        super(detail);
        this.problem = new Problem(type, detail, new LinkedHashMap<>(members));
    }

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    public Problem problem() {
        return problem;
    }
}
