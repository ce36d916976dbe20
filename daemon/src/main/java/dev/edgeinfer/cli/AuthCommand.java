package dev.edgeinfer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edge-infer auth}. */
@Command(
        name = "auth",
        description = "Says who may call the API.",
        subcommands = AuthAddCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo edge-infer auth add anna --role admin --write",
            "  sudo edge-infer auth add home-assistant --role view --token --write"
        })
final class AuthCommand implements Runnable {

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
