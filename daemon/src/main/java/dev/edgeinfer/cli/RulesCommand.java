package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

/** {@code edge-infer rules}. */
@Command(
        name = "rules",
        description = "Tries rules.",
        subcommands = RulesTestCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  edge-infer rules test --config edge-infer.yaml --clip clip.mp4")
final class RulesCommand extends CommandGroup {}
