package dev.edgeinfer.http.configuration;

import dev.edgeinfer.http.source.Configuration.Verdict;
import java.util.List;

/**
 * What would come of a configuration.
 *
 * @param valid whether it has no mistake
 * @param errors its mistakes
 * @param changed dotted paths that would have another value
 * @param restartNeeded those of which only a restart of the daemon would take notice
 */
record VerdictDocument(boolean valid, List<ErrorDocument> errors, List<String> changed, List<String> restartNeeded) {

    static VerdictDocument of(Verdict verdict) {
        return new VerdictDocument(
                verdict.problems().isEmpty(),
                ErrorDocument.of(verdict.problems()),
                verdict.changed(),
                verdict.restartNeeded());
    }
}
