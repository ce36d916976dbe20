package dev.edgeinfer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edge-infer rules}. */
@Command(
        name = "rules",
        description = "Tries rules.",
        subcommands = RulesTestCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  edge-infer rules test --config edge-infer.yaml --clip clip.mp4")
final class RulesCommand implements Runnable {

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
