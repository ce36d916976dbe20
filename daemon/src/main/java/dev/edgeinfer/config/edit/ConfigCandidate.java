package dev.edgeinfer.config.edit;

import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.yaml.Problem;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A configuration that may take the place of the one that is there, if it is valid.
 *
 * @param files as they would be, with all secrets
 * @param problems why it is refused before anybody reads it; may be empty
 * @param isReadable whether the reader may look at it: not, where it names files that nobody may have it read
 * @param changed dotted paths whose values are others, or that are there or not there now
 * @param mask takes its secrets out of a sentence
 */
public record ConfigCandidate(
        ConfigFiles files,
        List<Problem> problems,
        boolean isReadable,
        List<String> changed,
        UnaryOperator<String> mask) {

    public ConfigCandidate {
        problems = List.copyOf(problems);
        changed = List.copyOf(changed);
    }
}
