package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

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
final class AuthCommand extends CommandGroup {}
