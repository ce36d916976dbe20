package dev.edgeinfer.http.source;

import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.RuleEngineStatus;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.state.Motion;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.system.StorageStatus;
import dev.edgeinfer.webhook.WebhookStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How the running daemon is: what is not as the configuration wants it, and each part by itself. Any thread may ask. */
final class LiveHealth {

    private final Models models;
    private final int threads;
    private final Pipeline pipeline;
    private final RuleRunner rules;
    private final GpioLines lines;
    private final Supplier<List<WebhookStatus>> webhooks;
    private final Supplier<Optional<MqttStatus>> mqtt;
    private final Surroundings surroundings;

    /** As {@link LiveSources}. */
    LiveHealth(
            Models models,
            int threads,
            Pipeline pipeline,
            RuleRunner rules,
            GpioLines lines,
            Supplier<List<WebhookStatus>> webhooks,
            Supplier<Optional<MqttStatus>> mqtt,
            Surroundings surroundings) {
        this.models = models;
        this.threads = threads;
        this.pipeline = pipeline;
        this.rules = rules;
        this.lines = lines;
        this.webhooks = webhooks;
        this.mqtt = mqtt;
        this.surroundings = surroundings;
    }

    /** How it stands now. */
    HealthDocument document() {
        List<CameraReport> reports = pipeline.reports();
        boolean live = pipeline.isRunning();
        List<WebhookStatus> told = webhooks.get();
        List<String> reasons = reasons(reports, told, live);
        String status = !live ? "down" : reasons.isEmpty() ? "ok" : "degraded";
        return new HealthDocument(
                status,
                live,
                live,
                reasons,
                model(),
                reports.stream().map(this::camera).toList(),
                lines.lines().stream()
                        .map(line -> new HealthDocument.Line(
                                line.line(),
                                line.error().map(surroundings.mask()).orElse(null)))
                        .toList(),
                rules.rules().stream()
                        .map(rule -> new HealthDocument.Rule(
                                rule.rule(),
                                rule.lines().isEmpty() ? null : rule.lines().getFirst(),
                                rule.lines(),
                                rule.active(),
                                rule.fed()))
                        .toList(),
                surroundings.storage().get().map(HealthDocument.Storage::of).orElse(null),
                HealthDocument.Events.of(surroundings.store().status()),
                told.stream().map(HealthDocument.Webhook::of).toList(),
                mqtt.get()
                        .map(broker -> HealthDocument.Mqtt.of(broker, surroundings.mask()))
                        .orElse(null));
    }

    /** Everything that is not as the configuration wants it. */
    private List<String> reasons(List<CameraReport> reports, List<WebhookStatus> told, boolean live) {
        List<String> reasons = new ArrayList<>();
        if (!live) {
            reasons.add("the inference loop does not run; restart the daemon");
        }
        for (CameraReport report : reports) {
            String name = report.camera().camera();
            report.camera().error().ifPresent(error -> reasons.add("camera \"%s\": %s".formatted(name, error)));
            report.snapshotStream()
                    .flatMap(CameraStatus::error)
                    .ifPresent(error -> reasons.add("camera \"%s\", its full stream: %s".formatted(name, error)));
            report.loop().error().ifPresent(error -> reasons.add("camera \"%s\": %s".formatted(name, error)));
        }
        lines.lines().forEach(line -> line.error().ifPresent(reasons::add));
        RuleEngineStatus engine = rules.status();
        if (engine.state() == RuleEngineStatus.State.FAILED) {
            reasons.add(engine.reason());
        }
        lines.standIn().ifPresent(reasons::add);
        models.problem().ifPresent(reasons::add);
        surroundings.listening().get().ifPresent(reasons::add);
        mqtt.get().flatMap(MqttStatus::error).ifPresent(reasons::add);
        // A store without its directory is no second fault.
        surroundings
                .storage()
                .get()
                .flatMap(StorageStatus::problem)
                .or(() -> surroundings.store().status().problem())
                .ifPresent(reasons::add);
        told.stream()
                .filter(webhook -> webhook.state() != WebhookStatus.State.CLOSED)
                .forEach(webhook -> reasons.add("webhook \"%s\" (%s) %s; facts that wait for it: %d"
                        .formatted(
                                webhook.webhook(),
                                webhook.target(),
                                webhook.lastError().orElse("fails"),
                                webhook.backlog())));
        return reasons.stream().map(surroundings.mask()).toList();
    }

    private HealthDocument.Camera camera(CameraReport report) {
        var camera = report.camera();
        return new HealthDocument.Camera(
                camera.camera(),
                Json.word(camera.state()),
                camera.since().truncatedTo(ChronoUnit.MILLIS),
                camera.error().or(report.loop()::error).map(surroundings.mask()).orElse(null),
                camera.captured(),
                report.loop().detected(),
                dropped(camera),
                report.ageNanos().isPresent() ? Json.rounded(report.ageNanos().getAsLong() / 1e6, 1) : null,
                report.loop().resultAge().map(HealthDocument.Ages::of).orElse(null),
                camera.callsAbandoned(),
                camera.threadsStuck(),
                report.loop().motion().map(Motion::of).orElse(null),
                report.snapshotStream().map(this::snapshotStream).orElse(null));
    }

    private HealthDocument.SnapshotStream snapshotStream(CameraStatus stream) {
        return new HealthDocument.SnapshotStream(
                Json.word(stream.state()),
                stream.since().truncatedTo(ChronoUnit.MILLIS),
                stream.error().map(surroundings.mask()).orElse(null),
                stream.captured(),
                dropped(stream),
                stream.callsAbandoned(),
                stream.threadsStuck());
    }

    private static Map<String, Long> dropped(CameraStatus camera) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        camera.dropped().forEach((reason, count) -> dropped.put(Json.word(reason), count));
        return dropped;
    }

    /** The model in use. */
    HealthDocument.Model model() {
        return HealthDocument.Model.of(models.activeBundle(), threads);
    }
}
