package dev.edgeinfer;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.model.ModelBundle;

/**
 * What the daemon is to run: a configuration and the model that it names.
 *
 * @param loaded the configuration and where it comes from
 * @param bundle its model, whose program is not read yet
 */
public record Setup(LoadedConfig loaded, ModelBundle bundle) {

    /**
     * @throws dev.edgeinfer.yaml.InvalidDocumentException when a rule waits for a label that the model does not have
     */
    public Setup {
        loaded.verifyLabels(bundle.manifest().name(), bundle.manifest().labels());
    }

    Config config() {
        return loaded.config();
    }
}
