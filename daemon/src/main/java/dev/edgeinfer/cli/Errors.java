package dev.edgeinfer.cli;

import dev.edgeinfer.log.LineFormat;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.PrintWriter;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where a failed command becomes text on stderr and an exit code. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final EdgeInfer options;
    private final String linePrefix;

    /** @param format of standard error */
    Errors(EdgeInfer options, LineFormat format) {
        this.options = options;
        linePrefix = format == LineFormat.JOURNAL ? format.prefix(Level.ERROR) : "";
    }

    /** A command line that cannot be understood: what is wrong with it, the nearest names, and where help is. */
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        var err = command.getErr();
        print(err, "edge-infer: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** A command that failed: its sentence, and with {@code --verbose} where it came from. */
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        var err = command.getErr();
        print(err, "edge-infer: " + sentence(e));
        if (options.verbose()) {
            e.printStackTrace(err);
        }
        err.flush();
        // Trying again helps only when something else was wrong; a service manager is told so by the code.
        return e instanceof InvalidDocumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** As errors, where lines have a priority. */
    private void print(PrintWriter err, String text) {
        text.lines().forEach(line -> err.println(linePrefix + line));
    }

    private static String sentence(Exception e) {
        String origin = e.getClass().getPackageName();
        boolean ours = origin.startsWith("dev.edgeinfer") || origin.startsWith("org.pytorch.executorch");
        return ours
                ? e.getMessage()
                : "unexpected %s (%s); please report it with the output of the same command and --verbose"
                        .formatted(e.getClass().getSimpleName(), e.getMessage());
    }
}
