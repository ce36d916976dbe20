package dev.edgeinfer.http.source;

import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.RuleEngineStatus;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.event.RuleStatus;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.Picture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.picture.TrackedDetections;
import dev.edgeinfer.http.state.ArmedDocument;
import dev.edgeinfer.http.state.CamerasDocument;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.http.state.GpioDocument;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.state.InfoDocument;
import dev.edgeinfer.http.state.ModelsDocument;
import dev.edgeinfer.http.state.Motion;
import dev.edgeinfer.http.state.RulesDocument;
import dev.edgeinfer.http.state.TracksDocument;
import dev.edgeinfer.metrics.Metrics;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.system.StorageStatus;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.Tracking;
import dev.edgeinfer.webhook.WebhookStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API shows of the running daemon. */
public final class LiveSources implements ApiSources {

    private final Models models;
    private final int threads;
    private final Map<String, CameraConfig> configs;
    private final Pipeline pipeline;
    private final Map<String, RuleConfig> ruleConfigs;
    private final RuleRunner rules;
    private final Armed armed;
    private final GpioLines lines;
    private final Tracking tracking;
    private final TrackedDetections tracked;
    private final Supplier<List<WebhookStatus>> webhooks;
    private final Supplier<Optional<MqttStatus>> mqtt;
    private final Metrics metrics;
    private final Surroundings surroundings;

    /**
     * @param models those that there are, which outlive this
     * @param threads inference threads
     * @param ruleConfigs the rules by name, as they are configured
     * @param cameras those of the pipeline
     * @param tracked what {@code tracking} makes of the detections
     * @param webhooks how they stand, in the order of the configuration
     * @param mqtt how it stands with the broker; empty: there is none
     */
    public LiveSources(
            Models models,
            int threads,
            Collection<CameraConfig> cameras,
            Pipeline pipeline,
            Map<String, RuleConfig> ruleConfigs,
            RuleRunner rules,
            Armed armed,
            GpioLines lines,
            Tracking tracking,
            TrackedDetections tracked,
            Supplier<List<WebhookStatus>> webhooks,
            Supplier<Optional<MqttStatus>> mqtt,
            Metrics metrics,
            Surroundings surroundings) {
        this.models = models;
        this.threads = threads;
        this.configs = cameras.stream().collect(Collectors.toMap(CameraConfig::name, Function.identity()));
        this.pipeline = pipeline;
        this.ruleConfigs = ruleConfigs;
        this.rules = rules;
        this.armed = armed;
        this.lines = lines;
        this.tracking = tracking;
        this.tracked = tracked;
        this.webhooks = webhooks;
        this.mqtt = mqtt;
        this.metrics = metrics;
        this.surroundings = surroundings;
    }

    @Override
    public DetectionsDocument detections() {
        long now = System.nanoTime();
        return new DetectionsDocument(pipeline.reports().stream()
                .map(report -> detections(report, now))
                .toList());
    }

    /** What {@link #detections()} has of one camera. */
    public DetectionsDocument.Camera detections(String camera) {
        return detections(pipeline.report(camera).orElseThrow(), System.nanoTime());
    }

    private DetectionsDocument.Camera detections(CameraReport report, long nowNanos) {
        String name = report.camera().camera();
        // A frame that was detected a moment ago waits until its objects are followed too.
        Optional<TrackedDetections.Entry> followed = tracked.latest(name);
        return seen(
                report,
                followed.map(TrackedDetections.Entry::frame)
                        .or(() -> pipeline.latest().latest(name)),
                followed.map(TrackedDetections.Entry::tracked),
                nowNanos);
    }

    /** What one frame shows, as {@link #detections()} would have it; for cameras of the pipeline. */
    public DetectionsDocument.Camera detections(DetectionFrame frame, Optional<TrackedFrame> followed) {
        CameraReport report = pipeline.report(frame.camera()).orElseThrow();
        return seen(report, Optional.of(frame), followed, System.nanoTime());
    }

    private static DetectionsDocument.Camera seen(
            CameraReport report, Optional<DetectionFrame> frame, Optional<TrackedFrame> followed, long nowNanos) {
        return DetectionsDocument.Camera.of(
                report.camera().camera(),
                frame,
                followed,
                DetectionsDocument.Rate.of(
                        report.loop().targetFps(),
                        report.loop().actualFps(),
                        report.camera().sourceFps()),
                Json.word(report.camera().state()),
                report.loop().motion(),
                nowNanos);
    }

    @Override
    public TracksDocument tracks() {
        return new TracksDocument(cameras().stream()
                .map(name -> TracksDocument.Camera.of(
                        name, tracking.follows(name), tracked.latest(name).map(TrackedDetections.Entry::tracked)))
                .toList());
    }

    @Override
    public HealthDocument health() {
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

    @Override
    public GpioDocument gpio() {
        return new GpioDocument(
                lines.lines().stream().map(GpioDocument.Line::of).toList());
    }

    @Override
    public Store store() {
        return surroundings.store();
    }

    @Override
    public RulesDocument rules() {
        List<RuleStatus> known = rules.rules();
        return new RulesDocument(ruleConfigs.values().stream()
                .map(config -> RulesDocument.Rule.of(
                        config,
                        known.stream()
                                .filter(status -> status.rule().equals(config.name()))
                                .findFirst()))
                .toList());
    }

    @Override
    public void testRule(String rule, String by) {
        rules.test(rule, by);
    }

    @Override
    public ArmedDocument armed() {
        return ArmedDocument.of(armed.state());
    }

    @Override
    public void arm(boolean wanted, String by) {
        armed.set(wanted, by);
    }

    @Override
    public void override(String line, boolean active, Optional<Duration> timeout, String by) {
        lines.override(line, active, timeout, by);
    }

    @Override
    public void release(String line, String by) {
        lines.release(line, by);
    }

    @Override
    public void simulate(String line, boolean active) {
        lines.simulate(line, active);
    }

    @Override
    public OnDemand onDemand() {
        return new OnDemand(models, models, pipeline.requests());
    }

    @Override
    public List<String> cameras() {
        return pipeline.reports().stream()
                .map(report -> report.camera().camera())
                .toList();
    }

    @Override
    public CamerasDocument cameraList() {
        return new CamerasDocument(pipeline.reports().stream()
                .map(report ->
                        CamerasDocument.Camera.of(configs.get(report.camera().camera()), report))
                .toList());
    }

    @Override
    public Optional<byte[]> snapshot(String camera, PictureOptions options) {
        var picture = new Picture(configs.get(camera).scene(), options);
        if (!options.needsDetections()) {
            Optional<TrackedDetections.Entry> followed = tracked.latest(camera);
            return pipeline.snapshots()
                    .withPicture(
                            camera,
                            frame -> picture.jpeg(frame.image(), frame.capturedAt(), Optional.empty(), followed));
        }
        return pipeline.snapshots()
                .withDetections(
                        camera,
                        (frame, seen) -> picture.jpeg(
                                frame.image(), frame.capturedAt(), Optional.of(seen), tracked.around(seen)));
    }

    @Override
    public Optional<LivePicture> picture(String camera, PictureOptions options, OptionalLong known) {
        return pipeline.latest()
                .withLatest(camera, (frame, seen) -> {
                    if (known.equals(OptionalLong.of(frame.sequence()))) {
                        return Optional.<LivePicture>empty();
                    }
                    byte[] jpeg = new Picture(configs.get(camera).scene(), options)
                            .jpeg(frame.image(), frame.capturedAt(), Optional.of(seen), tracked.around(seen));
                    return Optional.of(
                            new LivePicture(frame.sequence(), frame.capturedAt().truncatedTo(ChronoUnit.MILLIS), jpeg));
                })
                .flatMap(newer -> newer);
    }

    @Override
    public List<MetricSnapshot> metrics() {
        return Stream.of(metrics.snapshots(), models.metrics())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public ModelsDocument models() {
        return ModelsDocument.of(models.status());
    }

    private HealthDocument.Model model() {
        return HealthDocument.Model.of(models.activeBundle(), threads);
    }

    @Override
    public InfoDocument info() {
        return InfoDocument.of(model());
    }

    @Override
    public LiveFeed feed() {
        return surroundings.feed();
    }

    @Override
    public Configuration configuration() {
        return surroundings.configuration();
    }
}
