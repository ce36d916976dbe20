package dev.edgeinfer.http.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import java.util.List;

/**
 * One mistake in a configuration. What there is none of is left out.
 *
 * @param file as the daemon was told of it
 * @param line counted from 1
 * @param column counted in code points from 1
 * @param path dotted path of the key
 * @param value what is written there
 * @param problem what is wrong, to be read after path and value
 * @param hint what to do about it
 * @param message all of it in one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ErrorDocument(
        String file,
        Integer line,
        Integer column,
        String path,
        String value,
        String problem,
        String hint,
        String message) {

    /** More than anybody mends at a time. */
    private static final int MOST = 500;

    static List<ErrorDocument> of(List<Problem> problems) {
        return problems.stream().limit(MOST).map(ErrorDocument::of).toList();
    }

    private static ErrorDocument of(Problem problem) {
        boolean placed = !problem.position().equals(Position.NONE);
        return new ErrorDocument(
                problem.file(),
                placed ? problem.position().line() : null,
                placed ? problem.position().column() : null,
                problem.path().isEmpty() ? null : problem.path(),
                problem.value().orElse(null),
                problem.rule(),
                problem.hint().orElse(null),
                problem.toString());
    }
}
