package dev.edgeinfer.cli;

import dev.edgeinfer.log.LineFormat;
import dev.edgeinfer.log.Log;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code edge-infer}: its table of subcommands and the options that all of them have. */
@Command(
        name = "edge-infer",
        description = "Detects things in camera pictures with ExecuTorch, and tells over HTTP and GPIO.",
        versionProvider = Versions.class,
        subcommands = {
            RunCommand.class,
            CheckConfigCommand.class,
            DetectCommand.class,
            ModelCommand.class,
            RulesCommand.class,
            AuthCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; a sentence on stderr says why",
            "2:the command line, the configuration or a manifest is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  edge-infer run --config edge-infer.yaml",
            "  edge-infer detect --model nanodet-g --draw /tmp photo.jpg",
            "  edge-infer COMMAND --help"
        })
public final class EdgeInfer implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows what the command version shows.")
    private boolean version;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Logs more, and shows where an error came from.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    private EdgeInfer() {}

    /** The entry point of the process. */
    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true);
        var err = new PrintWriter(System.err, true);
        System.exit(commandLine(out, err).execute(args));
    }

    /** The command line, ready to execute; not thread-safe, for one execution. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        var options = new EdgeInfer();
        var errors = new Errors(options, LineFormat.ofStderr(System.getenv()));
        var commandLine = new CommandLine(options)
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        return commandLine.setExecutionStrategy(options::execute);
    }

    private int execute(ParseResult parsed) {
        Log.ofProcess().verbose(verbose);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (LinkageError e) {
            var failure = new CommandFailure(
                    "a native library does not load on this machine (%s); install what is missing, --verbose shows where"
                            .formatted(e.getMessage()),
                    e);
            throw new ExecutionException(parsed.commandSpec().commandLine(), failure.getMessage(), failure);
        }
    }

    boolean verbose() {
        return verbose;
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }
}
