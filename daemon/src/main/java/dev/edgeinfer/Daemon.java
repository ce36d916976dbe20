package dev.edgeinfer;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStateLog;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSources;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.gpio.LineLog;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.HealthDocument;
import dev.edgeinfer.http.LiveSources;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.pipeline.Backlog;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.pipeline.SightingLog;
import dev.edgeinfer.system.StopSequence;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: the only place where parts are made and given to each other.
 *
 * <p><b>Life cycle.</b> {@link #start} once; it brings up everything or, when it fails, nothing. {@link #close} once or
 * more, from any thread and at any time, also while it starts: it takes at most five seconds and leaves every GPIO line in
 * its shutdown state even when a camera hangs.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    // How long each part may take to stop; added up less than the five seconds that a stop may take.
    private static final Duration RULES_PATIENCE = Duration.ofMillis(800);
    private static final Duration PIPELINE_PATIENCE = Duration.ofMillis(2200);
    private static final Duration API_PATIENCE = Duration.ofMillis(800);
    private static final Duration MODEL_PATIENCE = Duration.ofMillis(300);
    private static final Duration LINES_PATIENCE = Duration.ofMillis(700);

    private final LoadedConfig loaded;
    private final ModelBundle bundle;
    private final Function<SourceConfig, FrameSource> opener;
    private final StopSequence parts = new StopSequence();

    /**
     * @param loaded what to run
     * @param bundle the model that the configuration names
     */
    public Daemon(LoadedConfig loaded, ModelBundle bundle) {
        this(loaded, bundle, FrameSources::open);
    }

    /** @param opener opens the sources of cameras */
    Daemon(LoadedConfig loaded, ModelBundle bundle, Function<SourceConfig, FrameSource> opener) {
        this.loaded = loaded;
        this.bundle = bundle;
        this.opener = opener;
    }

    /**
     * Starts the lines, the model, the API, the rules and the cameras, in this order: a line has its initial state
     * before anything slow happens, and who asks the API gets an answer before the first camera is open. A missing
     * camera or line does not keep the daemon from starting.
     *
     * @return where the API answers
     * @throws RuntimeException when a rule waits for a label that the model does not have, the model cannot be loaded, or
     *     the API cannot listen; the message is for people
     */
    public URI start() {
        loaded.verifyLabels(bundle.manifest().name(), bundle.manifest().labels());
        try {
            return start(loaded.config());
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private URI start(Config config) {
        var ruleConfigs = config.rules().values();
        GpioLines lines =
                parts.add("GPIO", LINES_PATIENCE, GpioLines.open(config.gpio(), ruleConfigs, new LineLog(ruleConfigs)));
        Detector detector = parts.add("the model", MODEL_PATIENCE, detector(config.model()));

        var rules = new RuleRunner(ruleConfigs, config.cameras().values(), lines);
        var cameraLog = new CameraStateLog();
        var pipeline = new Pipeline(config.cameras().values(), detector, opener, status -> {
            cameraLog.accept(status);
            if (status.state() != CameraState.RUNNING && status.state() != CameraState.CONNECTING) {
                rules.cameraLost(status.camera());
            }
        });
        pipeline.bus()
                .subscribe(
                        "rules",
                        Backlog.QUEUE,
                        frame -> rules.accept(frame.camera(), frame.capturedNanos(), frame.detections()));
        pipeline.bus().subscribe("log", Backlog.LATEST, new SightingLog(log::info));

        var sources =
                new LiveSources(HealthDocument.Model.of(bundle, config.model().threads()), pipeline, rules, lines);
        ApiServer api = parts.add("the API", API_PATIENCE, ApiServer.start(config.http(), sources));
        parts.add("the cameras", PIPELINE_PATIENCE, pipeline);
        // Last to be added, first to be stopped: the lines are in their shutdown states before anything can hang.
        parts.add("the rules", RULES_PATIENCE, rules);
        rules.start();
        pipeline.start();
        log.info(
                "{} is up; model {}, inference threads: {}",
                api.url(),
                bundle.manifest().name(),
                config.model().threads());
        return api.url();
    }

    private Detector detector(ModelConfig config) {
        LoadedModel model = ModelLoader.load(bundle, config.threads());
        var options = DetectorOptions.of(model.manifest());
        options = config.minScore().map(options::withMinScore).orElse(options);
        options = config.iou().map(options::withIou).orElse(options);
        return new ModelDetector(model, options);
    }

    /** Stops everything in reverse order, each part within its own time. */
    @Override
    public void close() {
        parts.close();
    }
}
