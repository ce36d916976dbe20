package dev.edgeinfer;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraStateLog;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.EventEngine;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.FactLog;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.event.RuleSurroundings;
import dev.edgeinfer.event.SnapshotTaker;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.gpio.InputActions;
import dev.edgeinfer.gpio.LineLog;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.picture.Jpeg;
import dev.edgeinfer.http.picture.TrackedDetections;
import dev.edgeinfer.http.source.LiveSources;
import dev.edgeinfer.http.source.Surroundings;
import dev.edgeinfer.metrics.FactTally;
import dev.edgeinfer.metrics.FrameRecorder;
import dev.edgeinfer.metrics.LineTally;
import dev.edgeinfer.metrics.Metrics;
import dev.edgeinfer.mqtt.MqttPublisher;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.Backlog;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.pipeline.SightingLog;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.system.StopSequence;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.Tracking;
import dev.edgeinfer.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that one configuration makes: GPIO lines, cameras, rules, webhooks.
 *
 * <p><b>Life cycle.</b> Made, it holds the lines in their initial states. {@link #assemble}, {@link #watch} and then
 * {@link #act} once.
 * {@link #close} once or more, from any thread and at any time: it takes at most {@link #CLOSE_WITHIN} and leaves every
 * line in its shutdown state even when a camera hangs.
 */
final class Workload implements AutoCloseable {

    private static final Duration RULES_PATIENCE = Duration.ofMillis(800);
    private static final Duration PIPELINE_PATIENCE = Duration.ofMillis(1550);
    private static final Duration SNAPSHOTS_PATIENCE = Duration.ofMillis(100);
    private static final Duration EVENTS_PATIENCE = Duration.ofMillis(50);
    private static final Duration MQTT_PATIENCE = Duration.ofMillis(10);
    private static final Duration LINES_PATIENCE = Duration.ofMillis(700);

    /** The most that {@link #close} takes. */
    static final Duration CLOSE_WITHIN = RULES_PATIENCE
            .plus(PIPELINE_PATIENCE)
            .plus(SNAPSHOTS_PATIENCE)
            .plus(EVENTS_PATIENCE)
            .plus(Webhooks.CLOSE_WITHIN)
            .plus(MQTT_PATIENCE)
            .plus(LINES_PATIENCE);

    /** As long as the watchdog bears with one inference, and more. */
    private static final Duration INFERENCE_PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Workload.class);

    private final Config config;
    private final Keeping keeping;
    private final InputStates inputs = new InputStates();
    private final StopSequence parts = new StopSequence();
    private final LineTally switches = new LineTally();
    private final FactTally facts = new FactTally();
    private final Armed.Listener armings = (armed, by) -> facts.accept(new Fact.ArmedChange(Instant.now(), armed, by));
    private final GpioLines lines;

    private volatile RuleRunner rules;
    private volatile Pipeline pipeline;
    private volatile NewestPictures pictures;
    private volatile SnapshotTaker snapshots;
    private volatile Webhooks webhooks;
    private volatile Optional<MqttPublisher> mqtt = Optional.empty();

    Workload(Config config, Keeping keeping, LiveFeed feed) {
        this.config = config;
        this.keeping = keeping;
        var ruleConfigs = config.rules().values();
        lines = parts.add(
                "GPIO",
                LINES_PATIENCE,
                GpioLines.open(
                        config.gpio(),
                        ruleConfigs,
                        inputs,
                        new InputActions(keeping.armed(), this::burst),
                        new LineLog(ruleConfigs).andThen(switches).andThen(_ -> feed.stateChanged())));
    }

    /**
     * Makes the cameras and the rules.
     *
     * @param models all that there are
     * @param detector the one that the cameras begin with; the caller's, to be closed after this
     * @param opener opens the sources of cameras
     * @param abandoned the count of the process
     * @param around what its health also depends on
     * @return what the API shows of them
     * @throws IllegalStateException when {@link #close} came first
     */
    LiveSources assemble(
            Models models,
            Detector detector,
            Function<SourceConfig, FrameSource> opener,
            AbandonedThreads abandoned,
            Surroundings around) {
        var cameras = config.cameras().values();
        var tracking = new Tracking(cameras);
        var tracked = new TrackedDetections();
        Store store = keeping.store();
        // Before anything happens that they are to be told of.
        webhooks = parts.add(
                "the webhooks",
                Webhooks.CLOSE_WITHIN,
                new Webhooks(config, store.journal(), store::snapshot, around.mask()));
        LiveFeed feed = around.feed();
        Consumer<Fact> kept = fact -> {
            store.journal().append(fact);
            feed.fact(fact);
            facts.accept(fact);
        };
        var events = new EventEngine(keeping.ids(), kept);
        var surroundings = new RuleSurroundings(
                config.device().zone(),
                config.device().location(),
                keeping.armed(),
                inputs,
                events::eventOf,
                new FactLog().andThen(kept),
                InstantSource.system());
        keeping.armed().onChange(armings);
        rules = new RuleRunner(config.rules().values(), cameras, surroundings, lines);
        mqtt = new Telling(config, keeping).mqtt(rules, lines);
        var following = new Following(tracking, events, rules, mqtt);
        var cameraLog = new CameraStateLog();
        pipeline = new Pipeline(cameras, CameraPolicy.DEFAULT, detector, opener, abandoned, status -> {
            cameraLog.accept(status);
            following.camera(status);
        });
        pictures = new NewestPictures(pipeline.latest(), config.cameras().keySet());
        rules.onRestart(pipeline::refresh);
        snapshots = new SnapshotTaker(events, pictures::of, this::jpeg, store::putSnapshot);
        parts.add("the events", EVENTS_PATIENCE, (AutoCloseable)
                () -> events.close(keeping.ending().get()));
        parts.add("the snapshots", SNAPSHOTS_PATIENCE, snapshots);
        parts.add("the cameras", PIPELINE_PATIENCE, pipeline);
        // Last to be added, first to be stopped: the lines are in their shutdown states before anything can hang.
        parts.add("the rules", RULES_PATIENCE, rules);
        // It says goodbye by itself, while the others stop.
        mqtt.ifPresent(told -> parts.add("MQTT", MQTT_PATIENCE, told));
        var frames = new FrameRecorder(config.cameras().keySet(), System::nanoTime);
        pipeline.bus().listen(frames);
        Supplier<Optional<MqttStatus>> broker = () -> mqtt.map(MqttPublisher::status);
        var sources = new LiveSources(
                models,
                config.model().threads(),
                cameras,
                pipeline,
                config.rules(),
                rules,
                keeping.armed(),
                lines,
                tracking,
                tracked,
                webhooks::status,
                broker,
                new Metrics(pipeline, frames, facts, rules, lines, switches, store, broker, webhooks::status),
                around);
        feed.keepOnly(config.cameras().keySet());
        pipeline.bus().subscribe("tracking", Backlog.QUEUE, frame -> {
            Optional<TrackedFrame> followed = following.frame(frame);
            followed.ifPresent(result -> tracked.put(frame, result));
            feed.detections(frame.camera(), () -> sources.detections(frame, followed));
            // Last, since it may be left out.
            if (config.store().snapshots().enabled()) {
                followed.ifPresent(snapshots::offer);
            }
        });
        pipeline.bus().onStill(following::still);
        pipeline.bus().subscribe("log", Backlog.LATEST, new SightingLog(log::info));
        mqtt.ifPresent(told -> pipeline.bus()
                .subscribe(
                        "mqtt",
                        Backlog.LATEST,
                        frame -> told.detected(frame.camera(), () -> sources.detections(frame.camera()))));
        return sources;
    }

    private byte[] jpeg(Mat image) {
        StoreConfig.Snapshots kept = config.store().snapshots();
        return Jpeg.encode(image, kept.quality(), kept.maxWidth());
    }

    /** What the first camera that sees something sees now, as JPEG. */
    Optional<byte[]> picture() {
        return pictures == null ? Optional.empty() : pictures.first();
    }

    /**
     * Has the cameras' next frames looked at by another detector. When this returns the one before is not used any more.
     *
     * @param next the caller's, to be closed after this
     * @throws ModelRefusedException when the inference that runs does not end
     */
    void use(Detector next) {
        try {
            if (pipeline == null || !pipeline.use(next, INFERENCE_PATIENCE)) {
                throw new ModelRefusedException(
                        ModelRefusedException.Cause.STOPPED,
                        "The inference that runs has not ended within %d s".formatted(INFERENCE_PATIENCE.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelRefusedException(ModelRefusedException.Cause.STOPPED, "The daemon stops");
        }
    }

    private void burst(Duration time, List<String> cameras) {
        if (pipeline != null) {
            pipeline.burst(time, cameras);
        }
    }

    /** Begins to look at what is before the cameras. */
    void watch() {
        keeping.store().keepReaders(readers());
        snapshots.start();
        pipeline.start();
    }

    /** Begins to act on it, from the first picture on: with lines, and by telling others. */
    void act() {
        webhooks.start();
        rules.start();
        mqtt.ifPresent(MqttPublisher::start);
    }

    /** Who reads the journal under this configuration; for others nothing is kept. */
    private List<String> readers() {
        return Stream.concat(
                        config.webhooks().keySet().stream().map(Webhooks::reader),
                        config.mqtt().map(_ -> MqttPublisher.READER).stream())
                .toList();
    }

    /** Why there will be no more detections, whatever the cameras do; empty: that is not so. */
    Optional<String> obstacle() {
        return pipeline == null ? Optional.of("no configuration is at work") : pipeline.obstacle();
    }

    /** What each camera does, in one line: {@code porch 9.9 of 10 fps, yard retrying}. */
    String summary() {
        return pipeline == null
                ? ""
                : pipeline.reports().stream().map(CameraSummary::of).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        keeping.armed().forget(armings);
        parts.close();
    }
}
