package dev.edgeinfer;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.repository.Configured;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the daemon is to run: a configuration and the model that it names.
 *
 * @param loaded the configuration and where it comes from
 * @param bundle its model, whose program is not read yet
 * @param models where other models are
 */
public record Setup(LoadedConfig loaded, ModelBundle bundle, Path models) {

    private static final String THREADS = "model.threads";

    /**
     * @throws dev.edgeinfer.yaml.InvalidDocumentException when a rule waits for a label that the model does not have
     */
    public Setup {
        loaded.verifyLabels(bundle.manifest().name(), bundle.manifest().labels());
    }

    /** One whose other models lie beside its own. */
    Setup(LoadedConfig loaded, ModelBundle bundle) {
        this(loaded, bundle, bundle.directory().resolveSibling("."));
    }

    /**
     * Opens the model that a configuration names.
     *
     * @param models where models are looked up by name
     * @throws dev.edgeinfer.yaml.InvalidDocumentException when there is no such model, its manifest is wrong, or a rule
     *     waits for a label that it does not have
     */
    public static Setup of(LoadedConfig loaded, Path models) {
        try {
            return new Setup(loaded, ModelBundle.open(loaded.config().model().path(), models), models);
        } catch (ModelException e) {
            throw loaded.refused("model.path", e.getMessage());
        }
    }

    /**
     * Loads the model and warms it up.
     *
     * @return the caller's, to be closed
     */
    public Detector loadModel() {
        LoadedModel model = ModelLoader.load(bundle, config().model().threads());
        return new ModelDetector(model, wanted().options(model.manifest()));
    }

    /** What it wants of its model, or of one that takes its place. */
    Configured wanted() {
        double fps = config().cameras().values().stream()
                .flatMapToDouble(camera -> camera.targetFps().stream())
                .sum();
        return new Configured(
                config().model(),
                bundle,
                other -> loaded.verifyLabels(
                        other.manifest().name(), other.manifest().labels()),
                fps);
    }

    /** Dotted paths of what only a new process would have in the place of another setup, which this one runs. */
    List<String> restartNeeded(Setup running) {
        return config().model().threads() == running.config().model().threads() ? List.of() : List.of(THREADS);
    }

    /** The same with what a process keeps that runs another setup: inference threads are made once in its life. */
    Setup inProcessOf(Setup running) {
        ModelConfig model = config().model();
        int threads = running.config().model().threads();
        return new Setup(
                loaded.with(config().with(new ModelConfig(model.path(), threads, model.minScore(), model.iou()))),
                bundle,
                models);
    }

    /**
     * Whether all but where the API listens, what is logged and how much is kept is that of another setup, in the same order. Of
     * a model whose manifest does not tell its program's hash nobody knows that.
     */
    boolean hasWorkOf(Setup other) {
        Config theirs = other.config();
        return bundle.equals(other.bundle)
                && bundle.manifest().sha256().isPresent()
                && config().model().equals(theirs.model())
                && config().device().equals(theirs.device())
                && config().gpio().equals(theirs.gpio())
                && config().store().snapshots().equals(theirs.store().snapshots())
                && config().mqtt().equals(theirs.mqtt())
                && inOrder(config().webhooks()).equals(inOrder(theirs.webhooks()))
                && inOrder(config().cameras()).equals(inOrder(theirs.cameras()))
                && inOrder(config().rules()).equals(inOrder(theirs.rules()));
    }

    private static <T> List<T> inOrder(Map<String, T> named) {
        return List.copyOf(named.values());
    }

    Config config() {
        return loaded.config();
    }
}
