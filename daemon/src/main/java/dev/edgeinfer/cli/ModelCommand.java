package dev.edgeinfer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edge-infer model}. */
@Command(
        name = "model",
        description = "Looks at model bundles.",
        subcommands = {ModelInfoCommand.class, ModelCheckCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  edge-infer model info nanodet-g", "  edge-infer model check ./my-model"})
final class ModelCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }
}
