package dev.edgeinfer.repository;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.repository.ActiveModelFile.Activation;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.system.StopSequence;
import dev.edgeinfer.yaml.InvalidDocumentException;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in memory, and the one that the cameras use. What is loaded on demand has first been tried in a process of its
 * own; what the daemon starts with is loaded as it is.
 *
 * <p><b>Life cycle.</b> {@link #choose} and {@link #adopt} for each configuration, in turn, by one thread at a time; then the
 * others as often as one likes; {@link #close}. Any thread may call, and waits: for seconds where a model is tried. One model
 * is changed at a time, so that two are never tried beside each other.
 */
public final class Models implements ModelControl, ServedModels, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Models.class);

    /** An inference of cameras that were left behind may never end. */
    private static final Duration FREE_WITHIN = Duration.ofMillis(300);

    private final BundleDirectory directory;
    private final Activations activations;
    private final Stage stage;
    private final Runnable onChange;
    private final Canary canary;
    private final Admission admission;
    private final Chooser chooser;
    private final InstantSource clock;
    private final ModelCounts counts = new ModelCounts();
    private final Refusals refusals = new Refusals();
    private final StatusReport report = new StatusReport(refusals);
    private final ReentrantLock changing = new ReentrantLock();

    private final ModelMemory memory = new ModelMemory();
    private volatile Configured configured;
    private volatile Optional<StatusReport.Loading> loading = Optional.empty();

    /**
     * @param directory the models directory
     * @param state where the choice is kept over restarts; empty: nowhere
     * @param beforePictures called when a model is loaded, before anything of it touches a picture
     * @param onChange called when it stands otherwise with a model; must return quickly
     */
    public Models(Path directory, Optional<Path> state, Stage stage, Runnable beforePictures, Runnable onChange) {
        this(directory, new Activations(state), stage, beforePictures, onChange, new Canary(), InstantSource.system());
    }

    Models(
            Path directory,
            Activations activations,
            Stage stage,
            Runnable beforePictures,
            Runnable onChange,
            Canary canary,
            InstantSource clock) {
        this.directory = new BundleDirectory(directory);
        this.activations = activations;
        this.stage = stage;
        this.onChange = onChange;
        this.canary = canary;
        this.clock = clock;
        admission = new Admission(canary, beforePictures, clock);
        chooser = new Chooser(this.directory, activations, admission, refusals, clock);
    }

    /**
     * Loads the model that a configuration is to have: the one that was activated under the same {@code model.path}, else the
     * one that it names. At the start one that was activated and cannot be used, or with which the process has not lasted, is
     * passed by.
     *
     * @throws ModelException when the model cannot be loaded
     * @throws InvalidDocumentException when the one that was activated lacks labels
     */
    public Choice choose(Configured next) {
        if (!memory.isEmpty()) {
            return chooser.choose(next);
        }
        activations.restore();
        configured = next;
        memory.previous(activations.under(next).flatMap(Activation::previous));
        return chooser.chooseAtStart(next);
    }

    /** What was chosen is at work; the one before is given back. */
    public void adopt(Choice choice) {
        Optional<ServingModel> before = memory.activate(choice.model(), clock.instant());
        configured = choice.configured();
        if (!choice.isActivated()) {
            activations.forget();
        }
        before.ifPresent(model -> StopSequence.stop("the model that was replaced", FREE_WITHIN, model::release));
        activations.proveLater();
        onChange.run();
    }

    @Override
    public void activate(String name) {
        change(name, () -> use(name, true));
    }

    @Override
    public void rollBack() {
        String name = memory.previous()
                .filter(bundles()::has)
                .orElseThrow(() -> new ModelRefusedException(
                        Cause.NO_PREVIOUS, "There is no model to go back to: none was used before, or it is gone"));
        change(name, () -> use(name, false));
    }

    private void use(String name, boolean isJudged) {
        if (isActive(name)) {
            return;
        }
        Optional<SpeedLimit> limit = isJudged ? Optional.of(speedLimit()) : Optional.empty();
        ServingModel next = memory.retained(name).orElseGet(() -> {
            ModelBundle bundle = open(name);
            verifyLabels(name, bundle);
            return admission.admit(name, bundle, configured, stage.picture(), limit);
        });
        // Of which this has one use to give back: the new one, until it takes the place of the one before.
        var spare = new AtomicReference<>(next);
        try {
            limit.ifPresent(most -> next.trial()
                    .ifPresent(trial -> most.verify(name, next.bundle().manifest(), trial)));
            stage.use(
                    () -> {
                        verifyLabels(name, next.bundle());
                        return next.detector();
                    },
                    () -> {
                        memory.activate(next, clock.instant()).ifPresent(spare::set);
                        chooser.solved();
                        remember(name);
                    });
        } finally {
            spare.get().release();
        }
        activations.proveLater();
        counts.activated();
        log.info(
                "model {} is used now, {}",
                name,
                activations.areKept() ? "also after a restart" : "until the next start: there is no state directory");
    }

    private void remember(String name) {
        activations.activated(new Activation(name, configured.config().path(), memory.previous(), clock.instant(), 1));
    }

    @Override
    public void load(String name) {
        change(name, () -> {
            ServingModel model = memory.retained(name)
                    .orElseGet(() -> admission.admit(name, open(name), configured, stage.picture(), Optional.empty()));
            memory.keep(model).ifPresent(ServingModel::release);
            counts.loaded();
        });
    }

    @Override
    public void unload(String name) {
        change(name, () -> {
            if (isActive(name)) {
                throw new ModelRefusedException(
                        Cause.IN_USE,
                        "Model \"%s\" is in use by the cameras and cannot be unloaded; activate another one first"
                                .formatted(name));
            }
            Optional<ServingModel> model = memory.letGo(name);
            if (model.isEmpty()) {
                bundles().require(name);
            }
            model.ifPresent(ServingModel::release);
        });
    }

    private void change(String name, Runnable work) {
        if (!changing.tryLock()) {
            throw new ModelRefusedException(
                    Cause.BUSY, "A model is being loaded or unloaded; try again when that is done");
        }
        try {
            work.run();
            refusals.clear(name);
        } catch (ModelRefusedException e) {
            counts.refused(e.reason());
            if (e.reason().isJudged()) {
                log.warn("model {} is refused: {}", name, e.getMessage());
                refusals.add(name, e.getMessage(), clock.instant(), bundles().path(name));
            }
            throw e;
        } finally {
            loading(Optional.empty());
            changing.unlock();
        }
    }

    private void loading(Optional<StatusReport.Loading> now) {
        loading = now;
        onChange.run();
    }

    private ModelBundle open(String name) {
        bundles().require(name);
        loading(Optional.of(new StatusReport.Loading(name, clock.instant())));
        return bundles().open(name);
    }

    private void verifyLabels(String name, ModelBundle bundle) {
        try {
            configured.labels().accept(bundle);
        } catch (InvalidDocumentException e) {
            throw new ModelRefusedException(
                    Cause.MISSING_LABELS,
                    "Model \"%s\" lacks labels that the configuration names: %s".formatted(name, Sentences.of(e)));
        }
    }

    private SpeedLimit speedLimit() {
        return new SpeedLimit(configured.wantedFps(), memory.active().pictureNanos());
    }

    private boolean isActive(String name) {
        return name.equals(memory.active().name());
    }

    private KnownBundles bundles() {
        return new KnownBundles(directory, configured);
    }

    @Override
    public Lease active() {
        return memory.lease();
    }

    @Override
    public Optional<Lease> named(String name) {
        return memory.lease(name);
    }

    @Override
    public List<ModelSignature> loaded() {
        return memory.all().stream().map(ServingModel::signature).toList();
    }

    /** What was adopted or activated last, to be put to work again; not to be discarded. */
    public Choice current() {
        return new Choice(memory.active(), configured, activations.current().isPresent());
    }

    @Override
    public ModelsStatus status() {
        KnownBundles known = bundles();
        ModelMemory.Snapshot now = memory.snapshot();
        return new ModelsStatus(
                now.active().name(), known.configured().name(), now.previous(), report.of(now, loading, known));
    }

    /** The bundle that the cameras use. */
    public ModelBundle activeBundle() {
        return memory.active().bundle();
    }

    /** Why another model than the one that was activated is used. */
    public Optional<String> problem() {
        return chooser.problem();
    }

    public List<MetricSnapshot> metrics() {
        return counts.snapshots(loaded());
    }

    /** Ends a trial that runs and frees all models; waits for inferences that run. */
    @Override
    public void close() {
        canary.close();
        activations.current().ifPresent(activations::proven);
        memory.free();
    }
}
