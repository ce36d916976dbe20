package org.pytorch.executorch.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.pytorch.executorch.Module;

/**
 * Times {@code BoundMethod.run()} against the same program in a plain C++ loop, in turns, so that both see the same
 * machine.
 *
 * <p>Arguments: the C++ program, the model, the number of threads, the file for the result.
 */
public final class RunLoop {

    private static final int ROUNDS = 40;
    private static final int RUNS_EACH_ROUND = 25;
    private static final int WARM_UP_ROUNDS = 4;

    private RunLoop() {}

    public static void main(String[] arguments) throws IOException {
        String model = arguments[1];
        int threads = Integer.parseInt(arguments[2]);
        var cpp = new long[ROUNDS * RUNS_EACH_ROUND];
        var java = new long[ROUNDS * RUNS_EACH_ROUND];
        long bytes = 0;

        var process = new ProcessBuilder(arguments[0], model, arguments[2])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Module module = Module.load(model, Module.LOAD_MODE_FILE, threads);
                var forward = module.bind("forward");
                var requests = new PrintStream(process.getOutputStream(), true);
                var answers = process.inputReader()) {
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                int first = Math.max(round, 0) * RUNS_EACH_ROUND;
                requests.println(RUNS_EACH_ROUND);
                for (int i = 0; i < RUNS_EACH_ROUND; i++) {
                    cpp[first + i] = answer(answers);
                }
                long before = memory.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < RUNS_EACH_ROUND; i++) {
                    long start = System.nanoTime();
                    forward.run();
                    java[first + i] = System.nanoTime() - start;
                }
                long allocated = memory.getCurrentThreadAllocatedBytes() - before;
                bytes += round < 0 ? 0 : allocated;
            }
        } finally {
            process.destroy();
        }
        var result = new Result(model, threads, median(cpp) / 1e6, median(java) / 1e6, (double) bytes / java.length);
        report(result, Path.of(arguments[3]));
    }

    private static long answer(BufferedReader answers) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The C++ loop has ended; its message is above");
        }
        return Long.parseLong(line);
    }

    private static double median(long[] times) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }

    private static void report(Result result, Path file) throws IOException {
        String title = "BoundMethod.run(), %d thread(s)".formatted(result.threads);
        System.out.printf(Locale.ROOT, "%-34s %10s %7s%n", title, "measured", "limit");
        System.out.printf(Locale.ROOT, "%-34s %10.3f%n", "C++ loop, median ms", result.cppMs);
        System.out.printf(Locale.ROOT, "%-34s %10.3f%n", "Java, median ms", result.javaMs);
        System.out.printf(Locale.ROOT, "%-34s %10.3f %7s%n", "Java / C++", result.ratio(), "1.02");
        System.out.printf(Locale.ROOT, "%-34s %10.1f %7s%n", "bytes of Java heap per call", result.bytesPerCall, "0");
        Files.writeString(file, result.json());
    }

    private record Result(String model, int threads, double cppMs, double javaMs, double bytesPerCall) {

        double ratio() {
            return javaMs / cppMs;
        }

        String json() {
            return """
                    {
                      "model": "%s",
                      "threads": %d,
                      "cppMs": %.4f,
                      "javaMs": %.4f,
                      "ratio": %.4f,
                      "bytesPerCall": %.1f
                    }
                    """
                    .formatted(Path.of(model).getFileName(), threads, cppMs, javaMs, ratio(), bytesPerCall);
        }
    }
}
