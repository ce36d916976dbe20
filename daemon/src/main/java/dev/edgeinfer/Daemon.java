package dev.edgeinfer;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.edit.ConfigEditor;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.http.ApiListener;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.Surroundings;
import dev.edgeinfer.repository.Choice;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.system.Replaceable;
import dev.edgeinfer.system.ServiceReport;
import dev.edgeinfer.system.StopSequence;
import dev.edgeinfer.system.StorageProbe;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The service: the only place where parts are made and given to each other.
 *
 * <p><b>Life cycle.</b> {@link #start} once; it brings up everything or, when it fails, nothing. {@link #reload} as often as
 * one likes. {@link #close} once or more, from any thread and at any time, also during the others: it takes at most five
 * seconds and leaves every GPIO line in its shutdown state even when a camera hangs.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    // How long each part may take to stop; with the workload's less than the five seconds that a stop may take.
    private static final Duration REPORT_PATIENCE = Duration.ofMillis(100);
    private static final Duration STORE_PATIENCE = Duration.ofMillis(450);
    private static final Duration ARMING_PATIENCE = Duration.ofMillis(50);
    private static final Duration API_PATIENCE = Duration.ofMillis(600);
    private static final Duration MODEL_PATIENCE = Duration.ofMillis(300);

    /** An answer takes milliseconds, but the first one on an emulated board many seconds. */
    private static final Duration FIRST_ANSWER_PATIENCE = Duration.ofSeconds(60);

    private final Setups setups;
    private final Host host;
    private final Function<SourceConfig, FrameSource> opener;

    /** Outlives what is at work: a thread that hangs in a native call is not freed by a reload. */
    private final AbandonedThreads abandoned = new AbandonedThreads();

    private final Replaceable<Models> models = new Replaceable<>(Models::close);
    private final Replaceable<Workload> workload = new Replaceable<>(Workload::close);
    private final Optional<StorageProbe> storage;
    private final Replaceable<Store> store = new Replaceable<>(Store::close);
    private final LiveFeed feed = new LiveFeed(Instant.now());
    private final TimeOrderedIds eventIds = new TimeOrderedIds(InstantSource.system());
    private final Arming arming;
    private final Listening listening;
    private final ServiceReport report;
    private final StopSequence parts = new StopSequence();
    private final PictureLibraries libraries = new PictureLibraries();

    private final Object transitions = new Object();
    private final ReloadState reloading;

    /** Changed under {@link #transitions} only. */
    private volatile Optional<Setup> atWork = Optional.empty();

    /** What the API shows; there before it is asked. */
    private volatile ApiSources sources;

    private Optional<LiveConfiguration> configuration = Optional.empty();

    /**
     * @param setups reads what to run
     * @param host what the process has from those who started it
     */
    public Daemon(Setups setups, Host host) {
        this(setups, host, FrameSources::open);
    }

    Daemon(Supplier<Setup> setups, Host host, Function<SourceConfig, FrameSource> opener) {
        this(Setups.of(setups), host, opener);
    }

    /** @param opener opens the sources of cameras */
    Daemon(Setups setups, Host host, Function<SourceConfig, FrameSource> opener) {
        this.setups = setups;
        this.host = host;
        this.opener = opener;
        storage = host.stateDirectory().map(StorageProbe::new);
        arming = new Arming(host.stateDirectory(), change -> store.get()
                .ifPresent(kept -> kept.journal().append(change)));
        listening = new Listening(http -> ApiListener.start(http, () -> sources, host.stateDirectory()));
        reloading = new ReloadState(System::nanoTime, host.notifier().watchdog());
        report = new ServiceReport(host.notifier(), this::obstacles, this::summary);
        storage.ifPresent(probe -> parts.add("the storage probe", REPORT_PATIENCE, probe));
        parts.add("the feed", REPORT_PATIENCE, feed);
        parts.add("the store", STORE_PATIENCE, store);
        parts.add("the state of arming", ARMING_PATIENCE, arming);
        parts.add("the models", MODEL_PATIENCE, models);
        parts.add("the API", API_PATIENCE, listening);
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
        synchronized (transitions) {
            try {
                libraries.load(ApiServer::prepare);
                return start(setups.read());
            } catch (RuntimeException | Error e) {
                parts.close();
                throw e;
            }
        }
    }

    private URI start(Setup setup) {
        logAsWantedBy(setup);
        var editor = new ConfigEditor(setup.loaded().file(), setup.loaded().secrets());
        configuration = Optional.of(new LiveConfiguration(editor, setups, this::atWork, this::reload));
        storage.ifPresent(StorageProbe::start);
        store.make(() -> Store.open(host.stateDirectory(), setup.config().store()));
        Workload held = workload.make(() -> new Workload(setup.config(), keeping(), feed));
        Models known = models.make(() -> new Models(
                setup.models(),
                host.stateDirectory(),
                new ModelStage(transitions, this::camerasAtWork),
                libraries::await,
                feed::stateChanged));
        Choice model = known.choose(setup.wanted());
        known.adopt(model);
        ApiListener server = putToWork(setup, held, model);
        server.awaitAnswer(FIRST_ANSWER_PATIENCE);
        log.info(
                "{} is up; model {}, inference threads: {}",
                server.url(),
                known.status().active(),
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
            if (atWork.isEmpty() || parts.isClosed()) {
                log.warn("there is nothing to reload: the daemon has not started, or it stops");
                return Optional.of(new IllegalStateException("the daemon has not started, or it stops"));
            }
            host.notifier().reloading();
            reloading.began();
            listening.onMove(beforeApiCloses);
            Optional<RuntimeException> refusal = Optional.empty();
            try {
                replace(atWork.get(), setups.read());
                reloading.applied();
                log.info("the configuration was read again and is at work");
            } catch (RuntimeException e) {
                reloading.refused(e);
                refusal = Optional.of(e);
            } finally {
                listening.onMove(() -> {});
            }
            report.ready();
            return refusal;
        }
    }

    private Setup atWork() {
        return atWork.orElseThrow();
    }

    private void replace(Setup before, Setup wanted) {
        wanted.restartNeeded(before).forEach(key -> log.warn("{} needs a restart of the daemon", key));
        Setup next = wanted.inProcessOf(before);
        if (next.hasWorkOf(before)) {
            keepWork(before, next);
            return;
        }
        Models known = models.get().orElseThrow();
        Choice model = known.choose(next.wanted());
        try {
            stop(Workload.CLOSE_WITHIN, workload.get().orElseThrow());
            putToWork(next, workload.make(() -> new Workload(next.config(), keeping(), feed)), model);
            known.adopt(model);
        } catch (RuntimeException | Error e) {
            if (!parts.isClosed()) {
                restore(before, known.current());
            }
            stop(MODEL_PATIENCE, model::discard);
            throw e;
        }
    }

    private void keepWork(Setup before, Setup next) {
        try {
            putInPlace(next);
        } catch (RuntimeException e) {
            if (!parts.isClosed()) {
                putInPlace(before);
            }
            throw e;
        }
    }

    private void restore(Setup before, Choice old) {
        try {
            stop(Workload.CLOSE_WITHIN, workload.get().orElseThrow());
            putToWork(before, workload.make(() -> new Workload(before.config(), keeping(), feed)), old);
        } catch (RuntimeException e) {
            // The watchdog finds nothing at work, and a new process begins from the file.
            log.error("what was at work before does not start again either; restart the daemon", e);
        }
    }

    /** @param held the setup's, with its lines open */
    private ApiListener putToWork(Setup setup, Workload held, Choice model) {
        var surroundings = new Surroundings(
                () -> storage.map(StorageProbe::status),
                () -> listening.api().flatMap(ApiListener::problem),
                setup.loaded().secrets()::mask,
                store.get().orElseThrow(),
                feed,
                configuration.orElseThrow());
        sources = held.assemble(models.get().orElseThrow(), model.detector(), opener, abandoned, surroundings);
        putInPlace(setup);
        held.start();
        return listening.api().orElseThrow();
    }

    /** Has the API listen and the log write as a setup wants it, whose work is done or begins next. */
    private void putInPlace(Setup setup) {
        listening.moveTo(setup.config().http());
        store.get().orElseThrow().configure(setup.config().store());
        logAsWantedBy(setup);
        atWork = Optional.of(setup);
    }

    /** Empty before the start is done, and once it stops. */
    private Optional<Workload> camerasAtWork() {
        return parts.isClosed() ? Optional.empty() : atWork.flatMap(_ -> workload.get());
    }

    private Keeping keeping() {
        return new Keeping(
                store.get().orElseThrow(),
                eventIds,
                arming.armed(),
                () -> parts.isClosed() ? EndReason.STOPPED : EndReason.RECONFIGURED);
    }

    private void logAsWantedBy(Setup setup) {
        host.log().level(Level.valueOf(setup.config().log().level().name()));
    }

    private static void stop(Duration patience, AutoCloseable part) {
        StopSequence.stop("the part that was replaced", patience, part);
    }

    /** What keeps the daemon from its work for good, so that only a new process helps. */
    private List<String> obstacles() {
        if (reloading.isUnderWay()) {
            return reloading.obstacle().stream().toList();
        }
        return Stream.of(
                        workload.get().flatMap(Workload::obstacle),
                        listening.api().flatMap(server -> server.obstacle(ServiceReport.patience(host.notifier()))))
                .flatMap(Optional::stream)
                .toList();
    }

    private String summary() {
        return workload.get().map(Workload::summary).orElse("") + reloading.note();
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
