package dev.edgeinfer.bench;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.SourceConfig;
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
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.pipeline.SightingLog;
import dev.edgeinfer.track.Tracking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Prints how long it takes from the capture of a frame until a line has the state that the frame asks for, by stage, and
 * whether that is at most 3 ms beyond the frame's own run of the model for 99 of 100 frames. A picture with a person and
 * one without take turns, so that each frame switches a simulated line. What is captured are the bytes of the camera: to
 * make pixels of them is part of it, from raw YUYV as most cameras give it, and from JPEG.
 *
 * <pre>{@code ReactionBench BUNDLE PICTURE [FRAMES [YUYV | JPEG]]}</pre>
 */
public final class ReactionBench {

    private static final String LINE = "GPIO17";
    private static final double FPS = 20;

    /** As many as compile what is called for every frame; at a higher rate, or it would take minutes. */
    private static final int WARM_UP = 2000;

    private static final double WARM_UP_FPS = 100;
    private static final int DEFAULT_FRAMES = 1000;

    /** The frame that the rules were given last; each is judged long before the next one comes. */
    private static volatile int judged;

    private ReactionBench() {}

    public static void main(String[] args) throws Exception {
        int frames = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_FRAMES;
        opencv_core.setNumThreads(1);
        LoadedModel model = ModelLoader.load(ModelBundle.open(args[0], Path.of("models")), 1);
        try (var detector = new ModelDetector(model, DetectorOptions.of(model.manifest()))) {
            TurnsCamera.Format[] formats = args.length > 3
                    ? new TurnsCamera.Format[] {TurnsCamera.Format.valueOf(args[3])}
                    : TurnsCamera.Format.values();
            for (TurnsCamera.Format format : formats) {
                var times = new ReactionTimes(WARM_UP, frames);
                run(detector, new TurnsCamera(Path.of(args[1]), format, ReactionBench::fps, times::retrieved), times);
                times.print(format.name());
            }
        }
    }

    private static double fps(int frame) {
        return frame <= WARM_UP ? WARM_UP_FPS : FPS;
    }

    private static void run(ModelDetector detector, TurnsCamera source, ReactionTimes times)
            throws InterruptedException {
        var rule = new RuleConfig(
                "visitor",
                new RuleConfig.When("person", 0.5, Duration.ZERO, List.of()),
                List.of(new RuleConfig.GpioOutput(
                        LINE, RuleConfig.Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5))),
                List.of());
        var size = new SourceConfig.Size(TurnsCamera.WIDTH, TurnsCamera.HEIGHT);
        var camera = new CameraConfig(
                "bench",
                new SourceConfig.TestPattern("test://pattern", size, FPS, SourceConfig.Size.MAX_PIXELS),
                OptionalDouble.empty());
        var done = new CountDownLatch(times.count());
        var config = new GpioConfig(GpioConfig.Provider.SIMULATED, Map.of());
        try (GpioLines lines = GpioLines.open(config, List.of(rule), new InputStates(), (_, _) -> {}, _ -> {})) {
            LineOutput output = (line, demand) -> {
                int frame = judged;
                times.decided(frame);
                lines.demand(line, demand);
                if (!demand.equals(LineDemand.SHUTDOWN)) {
                    times.switched(frame);
                    done.countDown();
                }
            };
            try (var pipeline = new Pipeline(List.of(camera), detector, _ -> source, _ -> {});
                    var rules = new RuleRunner(List.of(rule), List.of(camera), surroundings(), output)) {
                var tracking = new Tracking(List.of(camera));
                pipeline.bus().listen((_, frame) -> times.published(frame));
                pipeline.bus().subscribe("tracking", Backlog.QUEUE, frame -> {
                    judged = (int) frame.sequence();
                    times.handedOver(judged);
                    // As in the daemon; but what is judged is the frame, since no object lasts for one frame.
                    tracking.accept(
                            frame.camera(),
                            frame.sequence(),
                            frame.capturedAt(),
                            frame.capturedNanos(),
                            frame.width(),
                            frame.height(),
                            frame.detections());
                    times.tracked(judged);
                    rules.accept(Observation.of(frame.camera(), frame.capturedNanos(), frame.detections()));
                });
                pipeline.bus().subscribe("log", Backlog.LATEST, new SightingLog(_ -> {}));
                rules.start();
                pipeline.start();
                done.await();
            }
        }
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
}
