package dev.edgeinfer.http.source;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Armed;
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
import dev.edgeinfer.http.state.RulesDocument;
import dev.edgeinfer.http.state.TracksDocument;
import dev.edgeinfer.metrics.Metrics;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.Tracking;
import dev.edgeinfer.webhook.WebhookStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
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
    private final Map<String, CameraConfig> configs;
    private final Pipeline pipeline;
    private final Map<String, RuleConfig> ruleConfigs;
    private final RuleRunner rules;
    private final Armed armed;
    private final GpioLines lines;
    private final Tracking tracking;
    private final TrackedDetections tracked;
    private final Metrics metrics;
    private final Surroundings surroundings;
    private final LiveHealth health;

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
        this.configs = cameras.stream().collect(Collectors.toMap(CameraConfig::name, Function.identity()));
        this.pipeline = pipeline;
        this.ruleConfigs = ruleConfigs;
        this.rules = rules;
        this.armed = armed;
        this.lines = lines;
        this.tracking = tracking;
        this.tracked = tracked;
        this.metrics = metrics;
        this.surroundings = surroundings;
        health = new LiveHealth(models, threads, pipeline, rules, lines, webhooks, mqtt, surroundings);
    }

    @Override
    public DetectionsDocument detections() {
        return new DetectionsDocument(
                pipeline.reports().stream().map(this::detections).toList());
    }

    /** What {@link #detections()} has of one camera. */
    public DetectionsDocument.Camera detections(String camera) {
        return detections(pipeline.report(camera).orElseThrow());
    }

    private DetectionsDocument.Camera detections(CameraReport report) {
        String name = report.camera().camera();
        // A frame that was detected a moment ago waits until its objects are followed too.
        Optional<TrackedDetections.Entry> followed = tracked.latest(name);
        return seen(
                report,
                followed.map(TrackedDetections.Entry::frame)
                        .or(() -> pipeline.latest().latest(name)),
                followed.map(TrackedDetections.Entry::tracked));
    }

    /** What one frame shows, as {@link #detections()} would have it; for cameras of the pipeline. */
    public DetectionsDocument.Camera detections(DetectionFrame frame, Optional<TrackedFrame> followed) {
        CameraReport report = pipeline.report(frame.camera()).orElseThrow();
        return seen(report, Optional.of(frame), followed);
    }

    private static DetectionsDocument.Camera seen(
            CameraReport report, Optional<DetectionFrame> frame, Optional<TrackedFrame> followed) {
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
                System.nanoTime());
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
        return health.document();
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

    @Override
    public InfoDocument info() {
        return InfoDocument.of(health.model());
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
