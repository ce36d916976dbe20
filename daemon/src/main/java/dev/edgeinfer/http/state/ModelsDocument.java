package dev.edgeinfer.http.state;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.repository.ModelStatus;
import dev.edgeinfer.repository.ModelsStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code GET /models} answers.
 *
 * @param active name of the model that the cameras use
 * @param configured name of the one that the configuration names
 * @param previous name of the one that was used before; {@code null}: none was
 * @param models by name
 */
public record ModelsDocument(String active, String configured, String previous, List<Model> models) {

    public static ModelsDocument of(ModelsStatus status) {
        return new ModelsDocument(
                status.active(),
                status.configured(),
                status.previous().orElse(null),
                status.models().stream().map(Model::of).toList());
    }

    /** What of it is news when it changes: everything but what is measured again and again. */
    public Object essence() {
        return new ModelsDocument(
                active,
                configured,
                previous,
                models.stream().map(model -> model.with(null)).toList());
    }

    /**
     * One model. What its manifest says is {@code null} where that cannot be read.
     *
     * @param name of its directory
     * @param state {@code available}, {@code loading}, {@code loaded}, {@code active} or {@code failed}
     * @param reason why it failed, or its last activation was refused; {@code null}: nothing is known against it
     * @param since when the state began; {@code null}: it has been so from the start
     * @param input size of its input in pixels
     * @param labels how many it has
     * @param bytes size of the program
     * @param accuracy what the manifest says was measured, and on what: numbers, texts, {@code true} and {@code false}
     * @param budget what it may cost, likewise
     * @param latency what an inference takes; {@code null}: not measured
     */
    public record Model(
            String name,
            String version,
            String state,
            String reason,
            Instant since,
            String task,
            String precision,
            SizeDocument input,
            Integer labels,
            Long bytes,
            Map<String, Object> accuracy,
            Map<String, Object> budget,
            Latency latency) {

        private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?([eE][-+]?[0-9]{1,2})?");

        static Model of(ModelStatus status) {
            Optional<ModelManifest> manifest = status.manifest();
            return new Model(
                    status.name(),
                    manifest.map(ModelManifest::version).orElse(null),
                    Json.word(status.state()),
                    status.reason().orElse(null),
                    status.since().map(Json::millis).orElse(null),
                    manifest.map(known -> Json.word(known.task())).orElse(null),
                    manifest.map(known -> Json.word(known.precision())).orElse(null),
                    manifest.map(known -> new SizeDocument(
                                    known.input().width(), known.input().height()))
                            .orElse(null),
                    manifest.map(known -> known.labels().size()).orElse(null),
                    status.bytes().isPresent() ? status.bytes().getAsLong() : null,
                    manifest.map(known -> values(known.accuracy())).orElse(null),
                    manifest.map(known -> values(known.budget())).orElse(null),
                    status.latency().map(Latency::of).orElse(null));
        }

        Model with(Latency other) {
            return new Model(
                    name, version, state, reason, since, task, precision, input, labels, bytes, accuracy, budget,
                    other);
        }

        private static Map<String, Object> values(Map<String, String> texts) {
            var values = new LinkedHashMap<String, Object>();
            texts.forEach((key, text) -> values.put(camelCase(key), value(text)));
            return values;
        }

        private static Object value(String text) {
            if (NUMBER.matcher(text).matches()) {
                return Double.valueOf(text);
            }
            return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
        }

        private static String camelCase(String key) {
            return Pattern.compile("-([a-z])").matcher(key).replaceAll(match -> match.group(1)
                    .toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What an inference takes.
     *
     * @param runs how many were measured
     * @param by {@code canary}: its trial, {@code inference}: the last pictures that it looked at
     */
    public record Latency(double p50Ms, double p90Ms, int runs, String by) {

        public static Latency of(ModelStatus.Latency latency) {
            return new Latency(
                    Json.rounded(latency.p50Nanos() / 1e6, 2),
                    Json.rounded(latency.p90Nanos() / 1e6, 2),
                    latency.runs(),
                    Json.word(latency.by()));
        }
    }
}
