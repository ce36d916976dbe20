package dev.edgeinfer.cli;

import dev.edgeinfer.model.ModelBundle;
import picocli.CommandLine.Option;

/** The option of commands that run a model. */
final class ModelOption {

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            defaultValue = "nanodet-g",
            description = "Name of a model or directory of a bundle; ${DEFAULT-VALUE} by default.")
    private String model;

    ModelBundle open() {
        return ModelBundle.open(model, ModelsDirectory.ofProcess());
    }
}
