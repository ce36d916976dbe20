package dev.edgeinfer.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that has subcommands and does nothing itself. */
abstract class CommandGroup implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw noCommand(spec);
    }

    /** The user named the group, and none of what is in it. */
    static ParameterException noCommand(CommandSpec group) {
        return new ParameterException(
                group.commandLine(),
                "which command? " + String.join(", ", group.subcommands().keySet()));
    }
}
