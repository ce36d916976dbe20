package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.Positions;
import dev.edgeinfer.yaml.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration together with where it comes from, for rules that need more than the file to be checked.
 *
 * @param config the configuration
 * @param file the file it was read from
 * @param dropIns the files that were laid over it, in this order
 * @param positions where its values stand
 * @param secrets what must not be seen of it
 */
public record LoadedConfig(Config config, Path file, List<Path> dropIns, Positions positions, Secrets secrets) {

    public LoadedConfig {
        dropIns = List.copyOf(dropIns);
    }

    /** The same with another configuration, for values that were given elsewhere. */
    public LoadedConfig with(Config other) {
        return new LoadedConfig(other, file, dropIns, positions, secrets);
    }

    /**
     * The configuration cannot be used because of one of its values.
     *
     * @param path dotted path of the value, which may be left to its default
     * @param sentence what is wrong and what to do
     */
    public InvalidDocumentException refused(String path, String sentence) {
        return new InvalidDocumentException(positions.problem(path, sentence).masked(secrets));
    }

    /**
     * Checks that every rule waits for something the model can see.
     *
     * @param model name of the model
     * @param labels what it detects
     * @throws InvalidDocumentException with one problem a rule whose label the model does not have
     */
    public void verifyLabels(String model, List<String> labels) {
        List<Problem> problems = config.rules().values().stream()
                .filter(rule -> !labels.contains(rule.when().label()))
                .map(rule -> positions.problem(
                        "rules." + rule.name() + ".when.label",
                        rule.when().label(),
                        "is not a label of model \"" + model + "\"",
                        NearestName.hint(rule.when().label(), labels)))
                .map(problem -> problem.masked(secrets))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }
}
