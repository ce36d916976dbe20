package dev.edgeinfer.cli;

import dev.edgeinfer.benchmark.Benchmark;
import dev.edgeinfer.benchmark.BenchmarkFile;
import dev.edgeinfer.benchmark.BenchmarkReport;
import dev.edgeinfer.benchmark.BenchmarkText;
import dev.edgeinfer.benchmark.Comparison;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.system.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.opencv.global.opencv_core;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edge-infer bench}. */
@Command(
        name = "bench",
        sortOptions = false,
        description = {
            "Measures the daemon's pipeline on this machine: how long each stage takes, the rate, memory, temperature, energy.",
            "Stop the service first. Ctrl-C ends it early and shows what was measured so far (exit code 130)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  edge-infer bench",
            "  edge-infer bench --source 'v4l2:///dev/video0?size=1280x720' --threads 3 --seconds 60 --json new.json",
            "  edge-infer bench --compare old.json --fail-above 10"
        })
final class BenchCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;
    private static final double MAX_SECONDS = 86_400;
    private static final double MAX_WARM_UP = 600;
    private static final int MAX_CAMERAS = 64;
    private static final int MAX_THREADS = 256;
    private static final double MAX_FPS = 1000;
    private static final String PATTERN = "test://pattern?fps=1000";

    @Mixin
    private ModelOption model;

    @Option(
            names = "--source",
            paramLabel = "URI",
            description = "What the camera looks at, as in the configuration; by default the demo clip as fast as it is"
                    + " consumed, where that is installed, else a test pattern.")
    private Optional<String> source;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many cameras look at it, 1..64; ${DEFAULT-VALUE} by default.")
    private int cameras;

    @Option(
            names = "--target-fps",
            paramLabel = "N",
            description = "Inferences a second of each camera; as many as the model gives by default.")
    private Optional<Double> targetFps;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Inference threads, 1..256; as the daemon by default, one less than there are processors.")
    private Optional<Integer> threads;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long to measure; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description = "Seconds before that, which do not count; ${DEFAULT-VALUE} by default.")
    private double warmUp;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report into a file, too.")
    private Optional<Path> json;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "An older report; shows how each value has changed.")
    private Optional<Path> compare;

    @Option(
            names = "--fail-above",
            paramLabel = "PERCENT",
            arity = "0..1",
            fallbackValue = "10",
            description =
                    "With --compare: exit code 1 when the rate or the median of a stage is slower by more than this,"
                            + " 10 without a number, or when the other report is of another machine, model or setting.")
    private Optional<Double> failAbove;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        requireRanges();
        SourceConfig what = ConfigFile.source("--source", source.orElseGet(BenchCommand::defaultSource));
        json.ifPresent(file -> OutputFile.requireWritable("--json", file));
        Optional<BenchmarkReport> before = compare.map(BenchmarkFile::read);
        ModelBundle bundle = model.open();
        int inferenceThreads =
                threads.orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        // As the daemon has it.
        opencv_core.setNumThreads(1);
        var loaded = ModelLoader.load(bundle, inferenceThreads);
        try (var detector = new ModelDetector(loaded, DetectorOptions.of(loaded.manifest()))) {
            var benchmark = new Benchmark(new Benchmark.Plan(
                    detector,
                    loaded.manifest().sha256(),
                    what,
                    cameras,
                    targetFps.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                    inferenceThreads,
                    duration(warmUp),
                    duration(seconds)));
            var interrupted = new AtomicBoolean();
            try (var signal = new StopSignal(() -> {
                interrupted.set(true);
                benchmark.stop();
            })) {
                before.ifPresent(old -> requireSame(benchmark.differences(old)));
                int exitCode = show(benchmark.run(FrameSources::open, this::tellTime), before);
                return interrupted.get() ? INTERRUPTED : exitCode;
            }
        }
    }

    private void tellTime() {
        spec.commandLine()
                .getErr()
                .printf(Locale.ROOT, "measuring for %s s; Ctrl-C ends it early%n", OptionRange.plain(seconds));
    }

    private int show(BenchmarkReport report, Optional<BenchmarkReport> before) {
        var out = spec.commandLine().getOut();
        BenchmarkText.lines(report).forEach(out::println);
        json.ifPresent(file -> BenchmarkFile.write(file, report));
        if (before.isEmpty()) {
            return ExitCode.OK;
        }
        var comparison = new Comparison(before.get(), report);
        out.println();
        BenchmarkText.lines(comparison, comparison.differences()).forEach(out::println);
        List<Comparison.Row> slower =
                failAbove.map(percent -> comparison.slowerBy(percent / 100)).orElse(List.of());
        for (Comparison.Row row : slower) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "edge-infer: %s is slower by %.1f %%, which is above %s %%%n",
                            row.what(),
                            100 * row.slowdown(),
                            failAbove.get());
        }
        return slower.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Before anything is measured for nothing. */
    private void requireSame(List<String> differences) {
        if (failAbove.isPresent() && !differences.isEmpty()) {
            throw new CommandFailure("\"%s\" cannot be compared: %s; measure it anew here, or leave out --fail-above"
                    .formatted(compare.get(), String.join("; ", differences)));
        }
    }

    private void requireRanges() {
        var range = new OptionRange(spec.commandLine());
        range.require("--seconds", seconds, 0.5, MAX_SECONDS);
        range.require("--warm-up", warmUp, 0, MAX_WARM_UP);
        range.require("--cameras", cameras, 1, MAX_CAMERAS);
        threads.ifPresent(number -> range.require("--threads", number, 1, MAX_THREADS));
        targetFps.ifPresent(fps -> range.require("--target-fps", fps, 0.01, MAX_FPS));
        failAbove.ifPresent(percent -> range.require("--fail-above", percent, 0, MAX_FPS));
        if (failAbove.isPresent() && compare.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--fail-above needs --compare");
        }
    }

    /** In an installed tree the demo clip lies beside the models. */
    private static String defaultSource() {
        Path clip = ModelsDirectory.ofProcess()
                .toAbsolutePath()
                .resolveSibling("demo")
                .resolve("demo.mp4");
        return Files.isReadable(clip) ? "file:%s?pace=fast".formatted(clip) : PATTERN;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
