package dev.edgeinfer;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSources;
import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.HealthDocument;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.system.Replaceable;
import dev.edgeinfer.system.ServiceNotifier;
import dev.edgeinfer.system.ServiceReport;
import dev.edgeinfer.system.StopSequence;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    // How long each part may take to stop; with the workload's less than the five seconds that a stop may take.
    private static final Duration REPORT_PATIENCE = Duration.ofMillis(100);
    private static final Duration API_PATIENCE = Duration.ofMillis(800);
    private static final Duration MODEL_PATIENCE = Duration.ofMillis(300);

    /** An answer takes milliseconds, but on an emulated board seconds. */
    private static final Duration FIRST_ANSWER_PATIENCE = Duration.ofSeconds(20);

    private final Supplier<Setup> setups;
    private final ServiceNotifier notifier;
    private final Function<SourceConfig, FrameSource> opener;

    private final Replaceable<Detector> detector = new Replaceable<>(Detector::close);
    private final Replaceable<ApiServer> api = new Replaceable<>(ApiServer::close);
    private final Replaceable<Workload> workload = new Replaceable<>(Workload::close);
    private final ServiceReport report;
    private final StopSequence parts = new StopSequence();

    /**
     * @param setups reads what to run
     * @param notifier is told when the daemon is ready, and how it is from then on
     */
    public Daemon(Supplier<Setup> setups, ServiceNotifier notifier) {
        this(setups, notifier, FrameSources::open);
    }

    /** @param opener opens the sources of cameras */
    Daemon(Supplier<Setup> setups, ServiceNotifier notifier, Function<SourceConfig, FrameSource> opener) {
        this.setups = setups;
        this.notifier = notifier;
        this.opener = opener;
        report = new ServiceReport(notifier, this::obstacles, this::summary);
        parts.add("the model", MODEL_PATIENCE, detector);
        parts.add("the API", API_PATIENCE, api);
        // Before all that can hang: it leaves the lines in their shutdown states.
        parts.add("the workload", Workload.CLOSE_WITHIN, workload);
        parts.add("the report", REPORT_PATIENCE, report);
    }

    /**
     * Starts the lines, the model, the API, the rules and the cameras, in this order: a line has its initial state
     * before anything slow happens, and who asks the API gets an answer before the first camera is open. A missing
     * camera or line does not keep the daemon from starting. It is ready when the model is warm and the API has answered.
     *
     * @return where the API answers
     * @throws RuntimeException when the setup cannot be read, the model cannot be loaded, or the API cannot listen; the
     *     message is for people
     */
    public URI start() {
        try {
            return start(setups.get());
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private URI start(Setup setup) {
        var config = setup.config();
        Workload lines = workload.make(() -> new Workload(config));
        Detector loaded = detector.make(() -> load(setup));
        var sources = lines.assemble(modelOf(setup), loaded, opener);
        ApiServer server = api.make(() -> ApiServer.start(config.http(), sources));
        lines.start();
        server.awaitAnswer(FIRST_ANSWER_PATIENCE);
        log.info(
                "{} is up; model {}, inference threads: {}",
                server.url(),
                setup.bundle().manifest().name(),
                config.model().threads());
        report.start();
        return server.url();
    }

    private static HealthDocument.Model modelOf(Setup setup) {
        return HealthDocument.Model.of(setup.bundle(), setup.config().model().threads());
    }

    private static Detector load(Setup setup) {
        ModelConfig config = setup.config().model();
        LoadedModel model = ModelLoader.load(setup.bundle(), config.threads());
        var options = DetectorOptions.of(model.manifest());
        options = config.minScore().map(options::withMinScore).orElse(options);
        options = config.iou().map(options::withIou).orElse(options);
        return new ModelDetector(model, options);
    }

    /** What keeps the daemon from its work for good, so that only a new process helps. */
    private List<String> obstacles() {
        return Stream.of(
                        workload.get().flatMap(Workload::obstacle),
                        api.get().flatMap(server -> server.obstacle(ServiceReport.patience(notifier))))
                .flatMap(Optional::stream)
                .toList();
    }

    private String summary() {
        return workload.get().map(Workload::summary).orElse("");
    }

    /** Stops everything in reverse order, each part within its own time. */
    @Override
    public void close() {
        notifier.stopping();
        parts.close();
    }
}
