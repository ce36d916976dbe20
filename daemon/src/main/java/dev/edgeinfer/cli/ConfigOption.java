package dev.edgeinfer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The option of commands that need a configuration. */
final class ConfigOption {

    /** Where the package of a distribution puts the configuration. */
    static final String DEFAULT_FILE = "/etc/edge-infer/edge-infer.yaml";

    private static final String SHORT_NAME = "-c";
    private static final String NAME = "--config";
    private static final String LABEL = "FILE";
    private static final String DESCRIPTION = "The configuration; ${DEFAULT-VALUE} by default.";

    @Option(
            names = {SHORT_NAME, NAME},
            paramLabel = LABEL,
            defaultValue = DEFAULT_FILE,
            description = DESCRIPTION)
    private Path file;

    Path file() {
        return file;
    }

    /** The same for a command that is put together without annotations; its value is a {@link Path}. */
    static OptionSpec withoutAnnotations() {
        return OptionSpec.builder(SHORT_NAME, NAME)
                .paramLabel(LABEL)
                .type(Path.class)
                .defaultValue(DEFAULT_FILE)
                .description(DESCRIPTION)
                .build();
    }
}
