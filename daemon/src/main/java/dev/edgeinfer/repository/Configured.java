package dev.edgeinfer.repository;

import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelManifest;
import java.util.function.Consumer;

/**
 * What a configuration wants of its model.
 *
 * @param config what it says
 * @param bundle the one that it names
 * @param labels checks that a model has the labels that the configuration waits for; throws {@link
 *     dev.edgeinfer.yaml.InvalidDocumentException} when it lacks some
 * @param wantedFps frames a second that cameras ask for, in all; those that take what they get ask for none
 */
public record Configured(ModelConfig config, ModelBundle bundle, Consumer<ModelBundle> labels, double wantedFps) {

    /** Its name among the models, which is that of its directory. */
    public String name() {
        return bundle.name();
    }

    /** What the bundle advises, where the configuration does not say otherwise. */
    public DetectorOptions options(ModelManifest manifest) {
        var options = DetectorOptions.of(manifest);
        options = config.minScore().map(options::withMinScore).orElse(options);
        return config.iou().map(options::withIou).orElse(options);
    }
}
