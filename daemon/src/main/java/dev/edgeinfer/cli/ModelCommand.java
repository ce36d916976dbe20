package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

/** {@code edge-infer model}. */
@Command(
        name = "model",
        description = "Looks at model bundles.",
        subcommands = {ModelInfoCommand.class, ModelCheckCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  edge-infer model info nanodet-g", "  edge-infer model check ./my-model"})
final class ModelCommand extends CommandGroup {}
