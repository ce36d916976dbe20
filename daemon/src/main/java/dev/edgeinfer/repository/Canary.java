package dev.edgeinfer.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.system.FreeMemory;
import dev.edgeinfer.system.ProcessGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a model in a process of its own, so that one that crashes, hangs or takes all memory does it there. One trial at a
 * time; {@link #close} ends the one that runs.
 */
class Canary implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Canary.class);

    /** A slow board takes half of it to start a JVM. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    /** What a process takes before it has loaded a model; measured 75 to 110 MB. */
    static final long PROCESS_BYTES = 128L << 20;

    /** What the daemon must be left with. */
    static final long RESERVE_BYTES = 32L << 20;

    /** A program is in memory as a file and as weights that were packed anew, in the trial and then in the daemon. */
    private static final int TIMES_PROGRAM = 3;

    private static final long LOOK_MS = 50;
    private static final int SIGNALS = 128;
    private static final int SIGKILL = 9;
    private static final int OUT_OF_JAVA_MEMORY = 3;
    private static final int MOST_LINES = 400;
    private static final Pattern CRASH = Pattern.compile("^#\\s+(SIG[A-Z]+) .*");

    private final Duration limit;
    private final LongSupplier freeMemory;
    private volatile Optional<Process> running = Optional.empty();
    private volatile boolean closed;

    Canary() {
        this(TIME_LIMIT, new FreeMemory(Path.of("/"))::bytes);
    }

    /** @param freeMemory bytes that may still be taken */
    Canary(Duration limit, LongSupplier freeMemory) {
        this.limit = limit;
        this.freeMemory = freeMemory;
    }

    /**
     * Checks that there is memory for a trial.
     *
     * @param programBytes size of the program
     * @throws ModelRefusedException when there is too little
     */
    void requireMemory(String name, long programBytes) {
        require(name, PROCESS_BYTES + TIMES_PROGRAM * programBytes, "its trial");
    }

    /** Checks that there is memory for what a trial took. */
    void requireMemory(String name, Trial trial) {
        require(name, trial.memoryBytes(), "loading it");
    }

    private void require(String name, long bytes, String what) {
        long free = freeMemory.getAsLong();
        if (free < bytes + RESERVE_BYTES) {
            throw new ModelRefusedException(
                    Cause.NOT_ENOUGH_MEMORY,
                    "There is too little memory for model \"%s\": %s takes about %s, %s is to be left for the daemon, and %s is free (of the machine, or of the limit MemoryMax= of the service)"
                            .formatted(name, what, megabytes(bytes), megabytes(RESERVE_BYTES), megabytes(free)));
        }
    }

    /**
     * Loads and runs a model in a process of its own and waits for it.
     *
     * @param name of the model, for people
     * @param picture JPEG that it is run on; empty: a grey one
     * @throws ModelRefusedException when it does not pass
     */
    Trial run(String name, Path bundle, int threads, Optional<byte[]> picture) {
        return run(
                name,
                JavaCommand.of(
                        TrialProcess.class,
                        bundle.toAbsolutePath().toString(),
                        Integer.toString(threads),
                        Long.toString(limit.plusSeconds(5).toMillis())),
                picture);
    }

    /** @param command what is run; the trial, or what a test has in its place */
    Trial run(String name, List<String> command, Optional<byte[]> picture) {
        var grouped = new ArrayList<String>();
        grouped.add("setsid");
        grouped.addAll(command);
        Process process;
        try {
            process = new ProcessBuilder(grouped).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new ModelRefusedException(
                    Cause.BROKEN,
                    "Model \"%s\" cannot be tried, its process does not start: %s".formatted(name, e.getMessage()));
        }
        running = Optional.of(process);
        var group = new ProcessGroup(Math.toIntExact(process.pid()));
        try {
            CompletableFuture<List<String>> output = CompletableFuture.supplyAsync(
                    () -> lines(process), task -> Thread.ofVirtual().start(task));
            Thread.ofVirtual().start(() -> feed(process, picture));
            await(name, process);
            return outcome(name, process.exitValue(), output.get(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(name);
        } catch (ExecutionException | TimeoutException e) {
            throw new ModelRefusedException(
                    Cause.CRASHED, "What the trial of model \"%s\" printed cannot be read: %s".formatted(name, e));
        } finally {
            group.end(Duration.ZERO);
            running = Optional.empty();
        }
    }

    private void await(String name, Process process) throws InterruptedException {
        long begin = System.nanoTime();
        while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            if (closed) {
                throw stopped(name);
            }
            if (System.nanoTime() - begin >= limit.toNanos()) {
                throw new ModelRefusedException(
                        Cause.TIMED_OUT,
                        "The trial of model \"%s\" was not done within %.3g s and was ended"
                                .formatted(name, limit.toMillis() / 1e3));
            }
            long free = freeMemory.getAsLong();
            if (free < RESERVE_BYTES) {
                throw new ModelRefusedException(
                        Cause.OUT_OF_MEMORY,
                        "The trial of model \"%s\" had taken %s and left %s free; it was ended, the daemon needs that"
                                .formatted(name, megabytes(resident(process.pid())), megabytes(free)));
            }
        }
        if (closed) {
            throw stopped(name);
        }
    }

    private Trial outcome(String name, int exitCode, List<String> lines) {
        Optional<String> done = last(lines, TrialProcess.DONE);
        if (exitCode == 0 && done.isPresent()) {
            try {
                return new ObjectMapper().readValue(done.get(), Trial.class);
            } catch (JsonProcessingException e) {
                throw new ModelRefusedException(
                        Cause.CRASHED,
                        "The trial of model \"%s\" printed nonsense: %s".formatted(name, e.getOriginalMessage()));
            }
        }
        log.debug("the trial of {} ended with {}:\n{}", name, exitCode, String.join("\n", lines));
        Optional<String> refused = last(lines, TrialProcess.REFUSED);
        if (refused.isPresent()) {
            throw new ModelRefusedException(Cause.BROKEN, refused.get());
        }
        if (exitCode == OUT_OF_JAVA_MEMORY || exitCode == SIGNALS + SIGKILL) {
            throw new ModelRefusedException(
                    Cause.OUT_OF_MEMORY,
                    exitCode == OUT_OF_JAVA_MEMORY
                            ? "The trial of model \"%s\" ran out of Java memory".formatted(name)
                            : "The trial of model \"%s\" was killed, as the kernel does where memory runs out"
                                    .formatted(name));
        }
        String how = lines.stream()
                .map(CRASH::matcher)
                .filter(Matcher::matches)
                .map(match -> "crashed with " + match.group(1))
                .findFirst()
                .orElse(
                        exitCode > SIGNALS
                                ? "was ended by signal " + (exitCode - SIGNALS)
                                : "ended with exit code " + exitCode);
        throw new ModelRefusedException(
                Cause.CRASHED, "The process in which model \"%s\" was tried %s".formatted(name, how));
    }

    private static ModelRefusedException stopped(String name) {
        return new ModelRefusedException(
                Cause.STOPPED, "The daemon stops; model \"%s\" was not tried to the end".formatted(name));
    }

    private static Optional<String> last(List<String> lines, String beginning) {
        return lines.reversed().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst();
    }

    /** What it prints, to its end; of very much the end. */
    private static List<String> lines(Process process) {
        var lines = new ArrayDeque<String>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() > MOST_LINES) {
                    lines.remove();
                }
            }
        } catch (IOException e) {
            log.debug("the output of a trial broke off", e);
        }
        return List.copyOf(lines);
    }

    private static void feed(Process process, Optional<byte[]> picture) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(picture.orElse(new byte[0]));
        } catch (IOException e) {
            log.debug("a trial has not read its picture", e);
        }
    }

    private static long resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }

    /** Ends the trial that runs; no other begins. */
    @Override
    public void close() {
        closed = true;
        running.ifPresent(process -> new ProcessGroup(Math.toIntExact(process.pid())).end(Duration.ZERO));
    }
}
