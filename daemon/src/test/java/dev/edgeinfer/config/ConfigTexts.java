package dev.edgeinfer.config;

import java.nio.file.Path;

/** Configurations for tests of other packages. */
public final class ConfigTexts {

    private ConfigTexts() {}

    public static Config read(String text) {
        return ConfigFile.parse(Path.of("/etc/edge-infer/edge-infer.yaml"), text)
                .config();
    }
}
