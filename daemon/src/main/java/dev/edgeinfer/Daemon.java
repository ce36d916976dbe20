package dev.edgeinfer;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.edit.ConfigEditor;
import dev.edgeinfer.http.ApiListener;
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
 * The service. {@link RunningSetup} and {@link Workload} are the only places where parts are made and given to each other;
 * this one starts them, has them replaced, and stops them.
 *
 * <p><b>Life cycle.</b> {@link #start} once; it brings up everything or, when it fails, nothing. {@link #reload} as often as
 * one likes. {@link #close} once or more, from any thread and at any time, also during the others: it takes at most five
 * seconds and leaves every GPIO line in its shutdown state even when a camera hangs.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    private static final Duration REPORT_PATIENCE = Duration.ofMillis(100);

    /** An answer takes milliseconds, but the first one on an emulated board many seconds. */
    private static final Duration FIRST_ANSWER_PATIENCE = Duration.ofSeconds(60);

    private final Setups setups;
    private final Host host;
    private final Preparation preparation;
    private final StopSequence parts = new StopSequence();
    private final RunningSetup running;
    private final ServiceReport report;

    /** Held while one setup takes the place of another. */
    private final Object transitions = new Object();

    private final ReloadState reloading;

    /**
     * @param setups reads what to run
     * @param host what the process has from those who started it
     * @param preparation may have begun
     */
    public Daemon(Setups setups, Host host, Preparation preparation) {
        this(setups, host, preparation, FrameSources::open);
    }

    Daemon(Supplier<Setup> setups, Host host, Function<SourceConfig, FrameSource> opener) {
        this(Setups.of(setups), host, opener);
    }

    Daemon(Setups setups, Host host, Function<SourceConfig, FrameSource> opener) {
        this(setups, host, new Preparation(), opener);
    }

    /** @param opener opens the sources of cameras */
    private Daemon(Setups setups, Host host, Preparation preparation, Function<SourceConfig, FrameSource> opener) {
        this.setups = setups;
        this.host = host;
        this.preparation = preparation;
        running = new RunningSetup(host, opener, parts);
        reloading = new ReloadState(System::nanoTime, host.notifier().watchdog());
        report = new ServiceReport(host.notifier(), this::obstacles, this::summary);
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
        synchronized (transitions) {
            try {
                preparation.begin();
                return start(setups.read());
            } catch (RuntimeException | Error e) {
                parts.close();
                throw e;
            }
        }
    }

    private URI start(Setup setup) {
        var editor = new ConfigEditor(setup.loaded().file(), setup.loaded().secrets());
        var configuration = new LiveConfiguration(editor, setups, running::current, this::reload);
        ApiListener server = running.begin(setup, configuration, transitions, preparation::await);
        server.awaitAnswer(FIRST_ANSWER_PATIENCE);
        log.info(
                "{} is up; model {}, inference threads: {}",
                server.url(),
                running.model(),
                setup.config().model().threads());
        report.start();
        return server.url();
    }

    /**
     * Reads the setup again and puts it to work in the place of the one that is. It is refused when it cannot be read or
     * its model cannot be loaded; nothing has changed then. When it is good and still does not start, what was at work
     * before is started again. The log tells which, and what of it only a new process would have. Waits for a start or
     * another reload that is under way.
     *
     * <p>When cameras, rules, lines and model are as before, nothing happens to them. Otherwise all lines pass through their
     * shutdown states and all cameras are opened anew. The API answers meanwhile unless its address changes.
     */
    public void reload() {
        reload(() -> {});
    }

    /**
     * As {@link #reload()}.
     *
     * @param beforeApiCloses is run once when the API has to be closed for it
     * @return why it was refused; empty: it is at work
     */
    private Optional<RuntimeException> reload(Runnable beforeApiCloses) {
        synchronized (transitions) {
            if (!running.isThere() || parts.isClosed()) {
                log.warn("there is nothing to reload: the daemon has not started, or it stops");
                return Optional.of(new IllegalStateException("the daemon has not started, or it stops"));
            }
            host.notifier().reloading();
            reloading.began();
            Optional<RuntimeException> refusal = Optional.empty();
            try {
                running.replace(setups.read(), beforeApiCloses);
                reloading.applied();
                log.info("the configuration was read again and is at work");
            } catch (RuntimeException e) {
                reloading.refused(e);
                refusal = Optional.of(e);
            }
            report.ready();
            return refusal;
        }
    }

    /** What keeps the daemon from its work for good, so that only a new process helps. */
    private List<String> obstacles() {
        if (reloading.isUnderWay()) {
            return reloading.obstacle().stream().toList();
        }
        return Stream.of(
                        running.workload().flatMap(Workload::obstacle),
                        running.api().flatMap(server -> server.obstacle(ServiceReport.patience(host.notifier()))))
                .flatMap(Optional::stream)
                .toList();
    }

    private String summary() {
        return running.workload().map(Workload::summary).orElse("") + reloading.note();
    }

    /** Stops everything in reverse order, each part within its own time. */
    @Override
    public void close() {
        if (!parts.isClosed()) {
            log.info("stopping");
            // After a start that failed the status says why, and stays.
            host.notifier().stopping();
        }
        parts.close();
    }
}
