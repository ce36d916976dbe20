package dev.edgeinfer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of commands that need a configuration. */
final class ConfigOption {

    /** Where the package of a distribution puts the configuration. */
    static final String DEFAULT_FILE = "/etc/edge-infer/edge-infer.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = DEFAULT_FILE,
            description = "The configuration; ${DEFAULT-VALUE} by default.")
    private Path file;

    Path file() {
        return file;
    }
}
