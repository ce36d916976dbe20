package dev.edgeinfer.http.state;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.ResultAge;
import dev.edgeinfer.store.StoreStatus;
import dev.edgeinfer.system.StorageStatus;
import dev.edgeinfer.webhook.WebhookStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What {@code GET /health} answers, with status 200 when ready and 503 when not.
 *
 * @param status {@code ok}, {@code degraded} (it detects, but something configured does not work) or {@code down}
 * @param live whether the inference loop runs; when it does not only a restart helps
 * @param ready whether the model is warm and detections are being made of whatever the cameras deliver
 * @param storage where state is kept; {@code null}: nowhere
 * @param store how what happened is kept
 * @param webhooks how those stand that are told over HTTP
 * @param mqtt how it stands with the broker; {@code null}: there is none
 * @param reasons one sentence for each thing that is not as it should be; empty when {@code ok}
 */
public record HealthDocument(
        String status,
        boolean live,
        boolean ready,
        List<String> reasons,
        Model model,
        List<Camera> cameras,
        List<Line> lines,
        List<Rule> rules,
        Storage storage,
        Events store,
        List<Webhook> webhooks,
        Mqtt mqtt) {

    /** What of it is news when it changes: everything but counts and ages. */
    public Object essence() {
        return List.of(
                status,
                live,
                ready,
                reasons,
                model,
                cameras.stream()
                        .map(camera ->
                                Arrays.asList(camera.camera(), camera.state(), camera.since(), camera.lastError()))
                        .toList());
    }

    /** What everybody may know. */
    public record Brief(String status, boolean live, boolean ready) {}

    /**
     * The model in use.
     *
     * @param path directory of its bundle
     */
    public record Model(String name, String version, String precision, String path, int threads) {

        public static Model of(ModelBundle bundle, int threads) {
            var manifest = bundle.manifest();
            return new Model(
                    bundle.name(),
                    manifest.version(),
                    Json.word(manifest.precision()),
                    bundle.directory().toString(),
                    threads);
        }
    }

    /**
     * One camera.
     *
     * @param since when the state began, wall-clock time
     * @param lastError what last went wrong; {@code null}: nothing did, or frames have arrived since
     * @param framesCaptured frames delivered by the source since the start
     * @param framesDetected frames that inference has finished since the start
     * @param framesDropped frames that inference did not see, by reason
     * @param ageMs time since the capture of the newest frame that was detected; {@code null}: none yet
     * @param resultAgeMs how old the last results were when they were there; {@code null}: none yet
     * @param callsAbandoned calls into the source that never returned and were given up, since the start
     * @param threadsStuck threads that still hang in such calls
     * @param motion what motion gating does; {@code null}: it is off
     * @param snapshotStream the full stream, where the rest tells of the smaller one that is looked at; {@code null}: there
     *     is one stream only
     */
    public record Camera(
            String camera,
            String state,
            Instant since,
            String lastError,
            long framesCaptured,
            long framesDetected,
            Map<String, Long> framesDropped,
            Double ageMs,
            Ages resultAgeMs,
            long callsAbandoned,
            int threadsStuck,
            Motion motion,
            SnapshotStream snapshotStream) {}

    /** The stream of a camera that snapshots show, where another one is looked at; what is told is as of a camera. */
    public record SnapshotStream(
            String state,
            Instant since,
            String lastError,
            long framesCaptured,
            Map<String, Long> framesDropped,
            long callsAbandoned,
            int threadsStuck) {}

    /** Of the last 512 results, from the capture of the frame to the end of its inference, in milliseconds. */
    public record Ages(double p50, double p99, double max) {

        public static Ages of(ResultAge age) {
            return new Ages(
                    Json.rounded(age.p50Nanos() / 1e6, 1),
                    Json.rounded(age.p99Nanos() / 1e6, 1),
                    Json.rounded(age.maxNanos() / 1e6, 1));
        }
    }

    /**
     * One GPIO line.
     *
     * @param lastError why it cannot be driven; {@code null}: it can
     */
    public record Line(String line, String lastError) {}

    /**
     * One rule.
     *
     * @param active whether its condition holds
     * @param fed whether a healthy camera gives it frames; without one its line is in the shutdown state
     */
    public record Rule(String rule, String line, List<String> lines, boolean active, boolean fed) {}

    /**
     * The state directory.
     *
     * @param freeBytes bytes that may still be written; {@code null}: not known
     * @param state {@code ok}, {@code full}, {@code readOnly}, {@code missing} or {@code failing}
     */
    public record Storage(String path, Long freeBytes, String state) {

        public static Storage of(StorageStatus status) {
            return new Storage(
                    status.path().toString(),
                    status.freeBytes().isPresent() ? status.freeBytes().getAsLong() : null,
                    Json.word(status.state()));
        }
    }

    /**
     * How what happened is kept.
     *
     * @param events how many events are kept
     * @param bytes what database and snapshots take
     * @param backlogByReader how many facts are still to be sent, by who sends them
     * @param missedByReader how many facts went before they were sent
     * @param lost how many facts were never written
     * @param problem why nothing is kept now; {@code null}: all is well
     */
    public record Events(
            long events,
            long bytes,
            Map<String, Long> backlogByReader,
            Map<String, Long> missedByReader,
            long lost,
            String problem) {

        public static Events of(StoreStatus status) {
            return new Events(
                    status.events(),
                    status.bytes(),
                    new TreeMap<>(status.backlogs()),
                    new TreeMap<>(status.missed()),
                    status.lost(),
                    status.problem().orElse(null));
        }
    }

    /**
     * One webhook. Counts are since the configuration was put to work, but for {@code missed}.
     *
     * @param target scheme, host and port of where it is sent
     * @param state {@code closed}: every fact is sent; {@code open}: the target has failed and is left alone for a while;
     *     {@code halfOpen}: it is being tried again
     * @param backlog facts that are still to be looked at
     * @param refused facts that the target does not want
     * @param expired facts that were given up, as too old or after too many attempts
     * @param missed facts that the store let go before the webhook had come to them
     * @param lastError what last went wrong; {@code null}: nothing did, or facts were accepted since
     * @param nextTry when there is another try; {@code null}: it waits for none
     */
    public record Webhook(
            String webhook,
            String target,
            String state,
            long backlog,
            long delivered,
            long refused,
            long expired,
            long missed,
            String lastError,
            Instant nextTry) {

        public static Webhook of(WebhookStatus status) {
            return new Webhook(
                    status.webhook(),
                    status.target(),
                    Json.word(status.state()),
                    status.backlog(),
                    status.delivered(),
                    status.refused(),
                    status.expired(),
                    status.missed(),
                    status.lastError().orElse(null),
                    status.nextTry()
                            .map(time -> time.truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null));
        }
    }

    /**
     * The broker.
     *
     * @param connectedSince {@code null}: it is not connected
     * @param backlog facts that are still to be delivered
     * @param missed facts that went before they could be delivered
     * @param delivered facts that it has acknowledged since the start
     * @param rejectedCommands how many commands were ignored since the start, by reason
     * @param lastError what is wrong now; {@code null}: nothing
     */
    public record Mqtt(
            String broker,
            Instant connectedSince,
            long backlog,
            long missed,
            long delivered,
            Map<String, Long> rejectedCommands,
            String lastError) {

        public static Mqtt of(MqttStatus status, UnaryOperator<String> mask) {
            var rejected = new TreeMap<String, Long>();
            status.rejected().forEach((reason, count) -> rejected.put(Json.word(reason), count));
            return new Mqtt(
                    status.broker(),
                    status.connectedSince()
                            .map(since -> since.truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null),
                    status.backlog(),
                    status.missed(),
                    status.delivered(),
                    rejected,
                    status.error().map(mask).orElse(null));
        }
    }
}
