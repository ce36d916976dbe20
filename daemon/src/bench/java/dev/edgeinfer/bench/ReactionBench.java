package dev.edgeinfer.bench;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.EventIds;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.event.LineOutput;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.event.RuleSurroundings;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.pipeline.Backlog;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.track.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Prints how long it takes from the capture of a frame until a line has the state that the frame asks for, and what of
 * that is not its inference (letterbox, model, decoder). A picture with a person and one without take turns, so that each
 * frame switches a simulated line.
 *
 * <pre>{@code ReactionBench BUNDLE PICTURE [FRAMES]}</pre>
 */
public final class ReactionBench {

    private static final String LINE = "GPIO17";
    private static final double FPS = 20;
    private static final int WARM_UP = 100;
    private static final int DEFAULT_FRAMES = 1000;

    /** The frame that the rules were given last; each is judged long before the next one comes. */
    private static volatile DetectionFrame judged;

    /** When the inference of the last frame was over. */
    private static volatile long published;

    private ReactionBench() {}

    public static void main(String[] args) throws Exception {
        int frames = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_FRAMES;
        opencv_core.setNumThreads(1);
        Path folder = pictures(Path.of(args[1]));
        LoadedModel model = ModelLoader.load(ModelBundle.open(args[0], Path.of("models")), 1);
        try (var detector = new ModelDetector(model, DetectorOptions.of(model.manifest()))) {
            run(detector, folder, frames);
        }
    }

    private static void run(ModelDetector detector, Path folder, int frames) throws InterruptedException {
        var rule = new RuleConfig(
                "visitor",
                new RuleConfig.When("person", 0.5, Duration.ZERO, List.of()),
                List.of(new RuleConfig.GpioOutput(
                        LINE, RuleConfig.Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5))),
                List.of());
        var camera = new CameraConfig(
                "bench",
                new ImageFolder(folder.toUri().toString(), folder, OptionalDouble.of(FPS), true),
                OptionalDouble.empty());
        List<Long> whole = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        var done = new CountDownLatch(WARM_UP + frames);
        var config = new GpioConfig(GpioConfig.Provider.SIMULATED, Map.of());
        try (GpioLines lines = GpioLines.open(config, List.of(rule), new InputStates(), (_, _) -> {}, _ -> {})) {
            LineOutput output = (line, demand) -> {
                lines.demand(line, demand);
                long now = System.nanoTime();
                DetectionFrame frame = judged;
                if (frame == null || demand.equals(LineDemand.SHUTDOWN)) {
                    return;
                }
                var timing = frame.timing();
                long reaction = now - frame.capturedNanos();
                if (done.getCount() <= frames) {
                    whole.add(reaction);
                    own.add(reaction
                            - timing.preprocessNanos()
                            - timing.inferenceNanos()
                            - timing.postprocessNanos());
                    after.add(now - published);
                }
                done.countDown();
            };
            try (var pipeline = new Pipeline(List.of(camera), detector, FrameSources::open, _ -> {});
                    var rules = new RuleRunner(List.of(rule), List.of(camera), surroundings(), output)) {
                var tracking = new Tracking(List.of(camera));
                pipeline.bus().listen((_, _) -> published = System.nanoTime());
                pipeline.bus().subscribe("rules", Backlog.QUEUE, frame -> {
                    judged = frame;
                    // As in the daemon; but what is judged is the frame, since no object lasts for one frame.
                    tracking.accept(
                            frame.camera(),
                            frame.sequence(),
                            frame.capturedAt(),
                            frame.capturedNanos(),
                            frame.width(),
                            frame.height(),
                            frame.detections());
                    rules.accept(Observation.of(frame.camera(), frame.capturedNanos(), frame.detections()));
                });
                rules.start();
                pipeline.start();
                done.await();
            }
        }
        print("frame → line", whole);
        print("  of that not its inference", own);
        print("    of that after it", after);
    }

    private static RuleSurroundings surroundings() {
        return new RuleSurroundings(
                ZoneOffset.UTC,
                Optional.empty(),
                new Armed(true),
                new InputStates(),
                EventIds.NONE,
                _ -> {},
                InstantSource.system());
    }

    private static void print(String what, List<Long> nanos) {
        long[] sorted =
                nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-28s p50 %7.2f ms, p99 %7.2f ms, most %7.2f ms (%d switches)%n",
                what,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1),
                sorted.length);
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.floor(sorted.length * share))] / 1e6;
    }

    private static Path pictures(Path person) throws IOException {
        Path folder = Files.createTempDirectory("reaction-bench");
        Path first = Files.copy(person, folder.resolve("1-person.jpg"));
        Path second = folder.resolve("2-nobody.jpg");
        try (Mat picture = opencv_imgcodecs.imread(first.toString());
                Mat nobody = new Mat(picture.size(), picture.type(), Scalar.all(90))) {
            opencv_imgcodecs.imwrite(second.toString(), nobody);
        }
        for (Path path : List.of(folder, first, second)) {
            path.toFile().deleteOnExit();
        }
        return folder;
    }
}
