package dev.edgeinfer;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.http.ApiListener;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.Configuration;
import dev.edgeinfer.http.source.Surroundings;
import dev.edgeinfer.repository.Choice;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.system.Replaceable;
import dev.edgeinfer.system.StopSequence;
import dev.edgeinfer.system.StorageProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The setup that is at work, with the parts that run it, and how another one takes its place. {@link #begin} once and then
 * {@link #replace}, by one thread at a time; any thread may ask the rest.
 */
final class RunningSetup {

    private static final Logger log = LoggerFactory.getLogger(RunningSetup.class);

    // How long each part may take to stop; with the workload's less than the five seconds that a stop may take.
    private static final Duration PROBE_PATIENCE = Duration.ofMillis(100);
    private static final Duration FEED_PATIENCE = Duration.ofMillis(100);
    private static final Duration STORE_PATIENCE = Duration.ofMillis(450);
    private static final Duration ARMING_PATIENCE = Duration.ofMillis(50);
    private static final Duration API_PATIENCE = Duration.ofMillis(600);
    private static final Duration MODEL_PATIENCE = Duration.ofMillis(300);

    private final Host host;
    private final Function<SourceConfig, FrameSource> opener;
    private final StopSequence parts;

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

    /** Changed by whoever begins and replaces. */
    private volatile Optional<Setup> setup = Optional.empty();

    /** What the API shows; there before it is asked. */
    private volatile ApiSources sources;

    private Optional<Configuration> configuration = Optional.empty();

    /**
     * @param opener opens the sources of cameras
     * @param parts is given all that has to be stopped in the end
     */
    RunningSetup(Host host, Function<SourceConfig, FrameSource> opener, StopSequence parts) {
        this.host = host;
        this.opener = opener;
        this.parts = parts;
        storage = host.stateDirectory().map(StorageProbe::new);
        arming = new Arming(host.stateDirectory(), change -> store.get()
                .ifPresent(kept -> kept.journal().append(change)));
        listening = new Listening(http -> ApiListener.start(http, () -> sources, host.stateDirectory()));
        storage.ifPresent(probe -> parts.add("the storage probe", PROBE_PATIENCE, probe));
        parts.add("the feed", FEED_PATIENCE, feed);
        parts.add("the store", STORE_PATIENCE, store);
        parts.add("the state of arming", ARMING_PATIENCE, arming);
        parts.add("the models", MODEL_PATIENCE, models);
        parts.add("the API", API_PATIENCE, listening);
        // Before all that can hang: it leaves the lines in their shutdown states.
        parts.add("the workload", Workload.CLOSE_WITHIN, workload);
    }

    /**
     * Puts the first setup to work.
     *
     * @param configuration changes it
     * @param transitions held by whoever replaces it
     * @param libraries waits for what every picture needs
     * @return where the API listens
     */
    ApiListener begin(Setup first, Configuration configuration, Object transitions, Runnable libraries) {
        this.configuration = Optional.of(configuration);
        logAsWantedBy(first);
        storage.ifPresent(StorageProbe::start);
        store.make(() -> Store.open(host.stateDirectory(), first.config().store()));
        Workload held = workload.make(() -> new Workload(first.config(), keeping(), feed));
        Models known = models.make(() -> new Models(
                first.models(),
                host.stateDirectory(),
                new ModelStage(transitions, this::cameras),
                libraries,
                feed::stateChanged));
        Choice model = known.choose(first.wanted());
        known.adopt(model);
        return putToWork(first, held, model);
    }

    /**
     * Puts another setup to work in the place of the one that is, or says why not; then that one is at work as before, as far
     * as it starts again.
     *
     * @param beforeApiCloses is run once when the API has to be closed for it
     */
    void replace(Setup wanted, Runnable beforeApiCloses) {
        listening.onMove(beforeApiCloses);
        try {
            replace(current(), wanted);
        } finally {
            listening.onMove(() -> {});
        }
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
    private ApiListener putToWork(Setup next, Workload held, Choice model) {
        var surroundings = new Surroundings(
                () -> storage.map(StorageProbe::status),
                () -> listening.api().flatMap(ApiListener::problem),
                next.loaded().secrets()::mask,
                store.get().orElseThrow(),
                feed,
                configuration.orElseThrow());
        sources = held.assemble(models.get().orElseThrow(), model.detector(), opener, abandoned, surroundings);
        // The first picture takes as long as the API does, and no line is switched before that has its address.
        held.watch();
        putInPlace(next);
        held.act();
        return listening.api().orElseThrow();
    }

    /** Has the API listen and the log write as a setup wants it, whose work is done or begins next. */
    private void putInPlace(Setup next) {
        listening.moveTo(next.config().http());
        store.get().orElseThrow().configure(next.config().store());
        logAsWantedBy(next);
        setup = Optional.of(next);
    }

    private Keeping keeping() {
        return new Keeping(
                store.get().orElseThrow(),
                eventIds,
                arming.armed(),
                () -> parts.isClosed() ? EndReason.STOPPED : EndReason.RECONFIGURED);
    }

    private void logAsWantedBy(Setup wanted) {
        host.log().level(Level.valueOf(wanted.config().log().level().name()));
    }

    private static void stop(Duration patience, AutoCloseable part) {
        StopSequence.stop("the part that was replaced", patience, part);
    }

    /** Whether one is at work; not so before the start is done. */
    boolean isThere() {
        return setup.isPresent();
    }

    /** What is at work, once it is. */
    Setup current() {
        return setup.orElseThrow();
    }

    /** Name of the model that is at work, once one is. */
    String model() {
        return models.get().orElseThrow().current().name();
    }

    /** Its cameras; empty before the start is done, and once it stops. */
    private Optional<Workload> cameras() {
        return parts.isClosed() ? Optional.empty() : setup.flatMap(_ -> workload.get());
    }

    /** Lines, rules and cameras, also of one that is just beginning. */
    Optional<Workload> workload() {
        return workload.get();
    }

    /** Empty before it has listened for the first time. */
    Optional<ApiListener> api() {
        return listening.api();
    }
}
