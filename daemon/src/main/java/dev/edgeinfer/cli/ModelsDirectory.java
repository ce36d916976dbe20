package dev.edgeinfer.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Where models are looked up by name. */
final class ModelsDirectory {

    private static final String PROPERTY = "edge-infer.models.dir";
    private static final String VARIABLE = "EDGE_INFER_MODELS_DIR";

    private ModelsDirectory() {}

    /** What the launcher names, else the environment, else {@code models/} here. */
    static Path ofProcess() {
        return Path.of(Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .orElse("models"));
    }
}
