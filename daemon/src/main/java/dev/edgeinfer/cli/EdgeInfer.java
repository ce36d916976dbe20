package dev.edgeinfer.cli;

import dev.edgeinfer.Preparation;
import dev.edgeinfer.log.LineFormat;
import dev.edgeinfer.log.Log;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code edge-infer}: its table of subcommands and the options that all of them have. Put together without
 * annotations, as {@link RunCommand} is: to read those of both takes a tenth of a start.
 */
public final class EdgeInfer implements Runnable {

    static final String RUN = "run";

    /** @param command makes it, for one execution: what picocli takes for a command */
    private record Subcommand(String name, Supplier<?> command) {}

    private final OptionSpec help = OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Shows this help.")
            .build();

    private final OptionSpec version = OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .versionHelp(true)
            .description("Shows what the command version shows.")
            .build();

    private final OptionSpec verbose = OptionSpec.builder("-v", "--verbose")
            .type(boolean.class)
            .scopeType(ScopeType.INHERIT)
            .description("Logs more, and shows where an error came from.")
            .build();

    private final CommandSpec spec;

    private EdgeInfer() {
        spec = CommandSpec.wrapWithoutInspection(this)
                .name("edge-infer")
                .versionProvider(new Versions())
                .addOption(help)
                .addOption(verbose)
                .addOption(version);
        spec.usageMessage()
                .description("Detects things in camera pictures with ExecuTorch, and tells over HTTP and GPIO.")
                .synopsisSubcommandLabel("COMMAND")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(new TreeMap<>(Map.of(
                        "0", "done",
                        "1", "failed; a sentence on stderr says why",
                        "2", "the command line, the configuration or a manifest is wrong")))
                .footerHeading("%nExamples:%n")
                .footer(
                        "  edge-infer run --config edge-infer.yaml",
                        "  edge-infer detect --model nanodet-g --draw /tmp photo.jpg",
                        "  edge-infer COMMAND --help");
    }

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
        var preparation = new Preparation();
        String first = args.length > 0 ? args[0] : "";
        if (first.equals(RUN)) {
            // SLF4J gives a thread that comes while another one sets it up a log that is not ours.
            Log.ofProcess();
            // On another processor than the reading of the command line.
            preparation.begin();
        }
        // To read the annotations of all commands takes a tenth of a start, and one is enough that is named first.
        List<Subcommand> all = subcommands(preparation);
        List<Subcommand> named =
                all.stream().filter(command -> command.name().equals(first)).toList();
        int exitCode = commandLine(out, err, named.isEmpty() ? all : named).execute(args);
        preparation.settle();
        return exitCode;
    }

    /** The command line with all commands; for one execution. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return commandLine(out, err, subcommands(new Preparation()));
    }

    /** In the order of the help. */
    private static List<Subcommand> subcommands(Preparation preparation) {
        return List.of(
                new Subcommand(RUN, () -> new RunCommand(preparation).spec()),
                new Subcommand("check-config", CheckConfigCommand::new),
                new Subcommand("detect", DetectCommand::new),
                new Subcommand("model", ModelCommand::new),
                new Subcommand("rules", RulesCommand::new),
                new Subcommand("auth", AuthCommand::new),
                new Subcommand("bench", BenchCommand::new),
                new Subcommand("completion", CompletionCommand::new),
                new Subcommand("version", VersionCommand::new));
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err, List<Subcommand> subcommands) {
        var options = new EdgeInfer();
        var errors = new Errors(options, LineFormat.ofStderr(System.getenv()));
        var commandLine = new CommandLine(options.spec);
        subcommands.forEach(command ->
                commandLine.addSubcommand(command.name(), command.command().get()));
        return commandLine
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(options::execute);
    }

    /** Called when no command was given. */
    @Override
    public void run() {
        throw CommandGroup.noCommand(spec);
    }

    private int execute(ParseResult parsed) {
        Log.ofProcess().verbose(verbose());
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
        return Boolean.TRUE.equals(verbose.getValue());
    }
}
