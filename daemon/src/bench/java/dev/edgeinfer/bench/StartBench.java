package dev.edgeinfer.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Prints how long an installed tree takes from the start of its launcher until a person in a picture is in the log, with the
 * cache that make-aot-cache makes and without, by turns, and what it has in memory then.
 *
 * <pre>{@code StartBench TREE PICTURE [ROUNDS]}</pre>
 */
public final class StartBench {

    private static final int DEFAULT_ROUNDS = 7;

    private final Path launcher;
    private final Path config;

    private record Start(double seconds, double cpuSeconds, double residentMegabytes) {}

    private StartBench(Path launcher, Path config) {
        this.launcher = launcher;
        this.config = config;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
        Path tree = Path.of(args[0]).toRealPath();
        Path work = Files.createTempDirectory("start-bench");
        Path cache = work.resolve("edge-infer.aot");
        Path config = Files.writeString(
                work.resolve("edge-infer.yaml"),
                """
                http: { port: 0 }
                model: { threads: 1 }
                gpio: { provider: simulated }
                cameras: { porch: { source: "file:%s?fps=30" } }
                rules: { visitor: { when: { label: person }, gpio: { line: GPIO17 } } }
                """
                        .formatted(Path.of(args[1]).toRealPath()));
        try {
            new ProcessBuilder(tree.resolve("bin/make-aot-cache").toString(), cache.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            new StartBench(tree.resolve("bin/edge-infer"), config).measure(cache, rounds);
        } finally {
            for (Path file : List.of(cache, work.resolve("edge-infer.aot.jars"), config, work)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void measure(Path cache, int rounds) throws IOException, InterruptedException {
        List<Start> with = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            Start cached = start(cache.toString());
            Start plain = start("");
            // The first reads the files of both from the disk.
            if (round >= 0) {
                with.add(cached);
                without.add(plain);
            }
        }
        print("start with the cache", with);
        print("start without", without);
        System.out.printf(
                Locale.ROOT,
                "with / without               %.3f of the time, %.3f of the processor time%n",
                median(with, Start::seconds) / median(without, Start::seconds),
                median(with, Start::cpuSeconds) / median(without, Start::cpuSeconds));
    }

    private Start start(String cache) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(launcher.toString(), "run", "--config", config.toString())
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("EDGE_INFER_AOT_CACHE", cache));
        long begin = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader log = process.inputReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                if (line.contains("porch: ") && line.contains("person")) {
                    return new Start(
                            (System.nanoTime() - begin) / 1e9,
                            process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9,
                            resident(process.pid()));
                }
            }
            throw new IOException("the daemon ended before it saw the person in the picture");
        } finally {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static double resident(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        }
    }

    private static void print(String what, List<Start> starts) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %.2f s to the first detection (median of %d, %.2f to %.2f), %.2f s of processors, %.0f MB resident%n",
                what,
                median(starts, Start::seconds),
                starts.size(),
                starts.stream().mapToDouble(Start::seconds).min().orElseThrow(),
                starts.stream().mapToDouble(Start::seconds).max().orElseThrow(),
                median(starts, Start::cpuSeconds),
                median(starts, Start::residentMegabytes));
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> value) {
        return starts.stream()
                .mapToDouble(value)
                .sorted()
                .skip(starts.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
