package dev.edgeinfer.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer completion}. */
@Command(
        name = "completion",
        description = "Prints a script that makes the shell complete commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(edge-infer completion bash)",
            "  edge-infer completion bash > ~/.local/share/bash-completion/completions/edge-infer"
        })
final class CompletionCommand implements Runnable {

    /** Shells that can be served. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}; bash by default.", defaultValue = "bash")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    /** One script serves both shells: it turns on bash's completion in zsh by itself. */
    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        // This one knows no command but itself.
        var root = EdgeInfer.commandLine(out, spec.commandLine().getErr());
        out.println(AutoComplete.bash(root.getCommandName(), root));
    }
}
