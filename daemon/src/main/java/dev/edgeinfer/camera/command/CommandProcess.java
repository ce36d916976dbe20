package dev.edgeinfer.camera.command;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.system.ProcessGroup;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running command of the configuration, in a process group of its own. */
final class CommandProcess implements AutoCloseable {

    /** Less than a camera waits for its source to close. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long LAST_WORDS_MS = 1_000;

    private final Process process;
    private final ProcessGroup group;
    private final OutputPipe output;
    private final CommandWords words;

    private CommandProcess(Process process, OutputPipe output, CommandWords words) {
        this.process = process;
        this.output = output;
        this.words = words;
        group = new ProcessGroup(Math.toIntExact(process.pid()));
    }

    /** @throws SourceException when it cannot be started; what the shell does not find it says itself, and ends */
    static CommandProcess start(SourceConfig.Command config) {
        try {
            OutputPipe output = OutputPipe.open();
            OutputPipe errors = null;
            try {
                errors = OutputPipe.open();
                // The shell becomes the leader of a group; what it starts belongs to that.
                Process process = new ProcessBuilder("setsid", "/bin/sh", "-c", config.command())
                        .directory(config.folder().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.writeEnd())
                        .redirectError(errors.writeEnd())
                        .start();
                output.handedOver();
                errors.handedOver();
                return new CommandProcess(process, output, new CommandWords(name(config), errors));
            } catch (IOException | RuntimeException e) {
                abandon(output);
                if (errors != null) {
                    abandon(errors);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new SourceException("\"%s\" cannot be started: %s".formatted(config.uri(), e.getMessage()), e);
        }
    }

    /** What it writes. */
    OutputPipe output() {
        return output;
    }

    /** How it ended, for people, once its output has. */
    String ending() {
        try {
            if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                words.awaitEnd(LAST_WORDS_MS);
                return "ended with exit code " + process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "closed its output, or was closed,";
    }

    /** The last line of its standard error. */
    Optional<String> lastWords() {
        return words.last();
    }

    /** Ends it and all of its group, within a little more than a second. */
    @Override
    public void close() {
        output.close();
        group.end(GRACE);
        words.close();
    }

    private static void abandon(OutputPipe pipe) {
        pipe.handedOver();
        pipe.close();
    }

    /** Its first word, for the log. */
    private static String name(SourceConfig.Command config) {
        return config.command().split("\\s", 2)[0];
    }
}
