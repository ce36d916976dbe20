package dev.edgeinfer.bench;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Prints what share of the bare model's rate the whole pipeline reaches: a video file played as quickly as it is
 * consumed, through decoding, letterbox, inference, decoder and NMS, against a loop that only runs the model. The two
 * take turns on one loaded model; one thread infers, so one core is left for the rest. What is lacking is told apart: inferences
 * that take longer because the neighbour decodes, and time between two of them.
 *
 * <pre>{@code PipelineBench BUNDLE CLIP [ROUNDS]}</pre>
 */
public final class PipelineBench {

    private static final Duration TURN = Duration.ofSeconds(6);
    private static final int DEFAULT_ROUNDS = 7;

    private PipelineBench() {}

    public static void main(String[] args) throws InterruptedException {
        Path clip = Path.of(args[1]).toAbsolutePath();
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
        opencv_core.setNumThreads(1);
        LoadedModel model = ModelLoader.load(ModelBundle.open(args[0], Path.of("models")), 1);
        try (var detector = new ModelDetector(model, DetectorOptions.of(model.manifest()))) {
            double[] ratios = new double[rounds];
            double[] slowdowns = new double[rounds];
            double[] between = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                double bare = bare(model);
                Piped piped = piped(detector, clip);
                ratios[round] = piped.perSecond / bare;
                slowdowns[round] = piped.inferenceMillis * bare / 1e3;
                between[round] = 1e3 / piped.perSecond - piped.inferenceMillis;
                System.out.printf(
                        Locale.ROOT, "round %d: bare %6.1f /s, pipeline %6.1f /s%n", round + 1, bare, piped.perSecond);
            }
            Arrays.sort(ratios);
            Arrays.sort(slowdowns);
            Arrays.sort(between);
            System.out.printf(
                    Locale.ROOT,
                    "pipeline     %.3f of the bare model's rate (median of %d rounds, %.3f to %.3f)%n",
                    ratios[rounds / 2],
                    rounds,
                    ratios[0],
                    ratios[rounds - 1]);
            System.out.printf(
                    Locale.ROOT,
                    "             an inference beside decoding takes %.3f of a bare one; %.3f ms between two (medians)%n",
                    slowdowns[rounds / 2],
                    between[rounds / 2]);
        }
    }

    /** Runs a second that nobody hears of, then counts. */
    private static double bare(LoadedModel model) {
        runFor(model, Duration.ofSeconds(1));
        return runFor(model, TURN);
    }

    private static double runFor(LoadedModel model, Duration time) {
        long begin = System.nanoTime();
        long runs = 0;
        do {
            model.run();
            runs++;
        } while (System.nanoTime() - begin < time.toNanos());
        return runs * 1e9 / (System.nanoTime() - begin);
    }

    private record Piped(double perSecond, double inferenceMillis) {}

    private static Piped piped(ModelDetector detector, Path clip) throws InterruptedException {
        var source = new VideoFile(clip.toUri().toString(), clip, true, Pace.FAST);
        var camera = new CameraConfig("clip", source, OptionalDouble.empty());
        var frames = new LongAdder();
        var inferenceNanos = new LongAdder();
        try (var pipeline = new Pipeline(List.of(camera), detector, FrameSources::open, _ -> {})) {
            pipeline.bus().listen((_, detections) -> {
                frames.increment();
                inferenceNanos.add(detections.timing().inferenceNanos());
            });
            pipeline.start();
            Thread.sleep(Duration.ofSeconds(1));
            long before = frames.sum();
            long inferredBefore = inferenceNanos.sum();
            long begin = System.nanoTime();
            Thread.sleep(TURN);
            long count = frames.sum() - before;
            double inferred = inferenceNanos.sum() - inferredBefore;
            return new Piped(count * 1e9 / (System.nanoTime() - begin), inferred / count / 1e6);
        }
    }
}
