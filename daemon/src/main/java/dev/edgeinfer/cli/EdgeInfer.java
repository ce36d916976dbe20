package dev.edgeinfer.cli;

import dev.edgeinfer.log.LineFormat;
import dev.edgeinfer.log.Log;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code edge-infer}: its table of subcommands and the options that all of them have. */
@Command(
        name = "edge-infer",
        description = "Detects things in camera pictures with ExecuTorch, and tells over HTTP and GPIO.",
        versionProvider = Versions.class,
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
public final class EdgeInfer extends CommandGroup {

    /** The commands in the order of the help. */
    private static final List<Subcommand> COMMANDS = List.of(
            new Subcommand("run", RunCommand.class),
            new Subcommand("check-config", CheckConfigCommand.class),
            new Subcommand("detect", DetectCommand.class),
            new Subcommand("model", ModelCommand.class),
            new Subcommand("rules", RulesCommand.class),
            new Subcommand("auth", AuthCommand.class),
            new Subcommand("bench", BenchCommand.class),
            new Subcommand("completion", CompletionCommand.class),
            new Subcommand("version", VersionCommand.class));

    private record Subcommand(String name, Class<?> type) {}

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

    private EdgeInfer() {}

    /** The entry point of the process. */
    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true);
        var err = new PrintWriter(System.err, true);
        System.exit(execute(out, err, args));
    }

    /**
     * Executes one command line.
     *
     * @return the exit code
     */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        // To read the annotations of all commands takes a tenth of a start, for which one is enough that is named
        // first.
        List<Subcommand> named = COMMANDS.stream()
                .filter(command -> args.length > 0 && command.name().equals(args[0]))
                .toList();
        return commandLine(out, err, named.isEmpty() ? COMMANDS : named).execute(args);
    }

    /** The command line with all commands; for one execution. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return commandLine(out, err, COMMANDS);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err, List<Subcommand> subcommands) {
        var options = new EdgeInfer();
        var errors = new Errors(options, LineFormat.ofStderr(System.getenv()));
        var commandLine = new CommandLine(options);
        subcommands.forEach(command -> commandLine.addSubcommand(command.name(), command.type()));
        return commandLine
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(options::execute);
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
}
