package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.Positions;
import dev.edgeinfer.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
     * Checks that every rule waits for something the model can see, and that zones and lines count such things.
     *
     * @param model name of the model
     * @param labels what it detects
     * @throws InvalidDocumentException with one problem for each label that the model does not have
     */
    public void verifyLabels(String model, List<String> labels) {
        Stream<Problem> ofRules = config.rules().values().stream()
                .flatMap(rule -> unknownLabels(
                        model,
                        labels,
                        "rules." + rule.name() + ".when.label",
                        rule.when().labels()));
        Stream<Problem> ofPlaces = config.cameras().values().stream().flatMap(camera -> {
            String path = "cameras." + camera.name();
            return Stream.concat(
                    camera.scene().zones().stream()
                            .flatMap(zone -> unknownLabels(
                                    model,
                                    labels,
                                    path + ".zones." + zone.name() + ".labels",
                                    zone.only().labels())),
                    camera.scene().lines().stream()
                            .flatMap(line -> unknownLabels(
                                    model,
                                    labels,
                                    path + ".lines." + line.name() + ".labels",
                                    line.only().labels())));
        });
        Stream<Problem> ofMqtt =
                config.mqtt().stream().flatMap(mqtt -> unknownLabels(model, labels, "mqtt.labels", mqtt.labels()));
        Stream<Problem> ofWebhooks = config.webhooks().values().stream()
                .flatMap(webhook -> unknownLabels(
                        model,
                        labels,
                        eventsPath(webhook.name()) + ".labels",
                        webhook.events().labels()));
        List<Problem> problems = Stream.of(ofPlaces, ofRules, ofMqtt, ofWebhooks)
                .flatMap(Function.identity())
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }

    /** Where a webhook says which events it is told of: in {@code webhooks}, or in the rule that it is named like. */
    private String eventsPath(String webhook) {
        return positions.byPath().keySet().stream()
                .filter(path -> path.startsWith("rules." + webhook + ".webhook") && path.endsWith(".events"))
                .findFirst()
                .orElse("webhooks." + webhook + ".events");
    }

    /** @param path of the list, or of its only item where that stands alone */
    private Stream<Problem> unknownLabels(String model, List<String> known, String path, List<String> labels) {
        return IntStream.range(0, labels.size()).boxed().flatMap(i -> {
            String item = path + "[" + i + "]";
            return unknownLabel(model, known, positions.has(item) ? item : path, labels.get(i));
        });
    }

    private Stream<Problem> unknownLabel(String model, List<String> known, String path, String label) {
        return known.contains(label)
                ? Stream.empty()
                : Stream.of(positions
                        .problem(
                                path,
                                label,
                                "is not a label of model \"" + model + "\"",
                                NearestName.hint(label, known))
                        .masked(secrets));
    }
}
