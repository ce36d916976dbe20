package dev.edgeinfer.bench;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.PathPoint;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Prints what share of its detection rate a camera keeps while a thousand events a second are kept: turns with and without
 * them, one after the other, on one running pipeline.
 *
 * <pre>{@code BurstBench BUNDLE CLIP DIRECTORY [FPS [ROUNDS]]}</pre>
 *
 * DIRECTORY is for the database; FPS is the target, 0 for as many as the model can.
 */
public final class BurstBench {

    private static final int EVENTS_A_SECOND = 1000;
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int DEFAULT_ROUNDS = 20;

    private BurstBench() {}

    public static void main(String[] args) throws InterruptedException {
        Path clip = Path.of(args[1]).toAbsolutePath();
        double target = args.length > 3 ? Double.parseDouble(args[3]) : 0;
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : DEFAULT_ROUNDS;
        opencv_core.setNumThreads(1);
        LoadedModel model = ModelLoader.load(ModelBundle.open(args[0], Path.of("models")), 1);
        var source = new VideoFile(clip.toUri().toString(), clip, true, target > 0 ? Pace.REALTIME : Pace.FAST);
        var camera =
                new CameraConfig("clip", source, target > 0 ? OptionalDouble.of(target) : OptionalDouble.empty());
        var frames = new LongAdder();
        try (var detector = new ModelDetector(model, DetectorOptions.of(model.manifest()));
                var store = Store.open(Optional.of(Path.of(args[2])), StoreConfig.DEFAULT);
                var pipeline = new Pipeline(List.of(camera), detector, FrameSources::open, _ -> {})) {
            pipeline.bus().listen((_, _) -> frames.increment());
            pipeline.start();
            Thread.sleep(Duration.ofSeconds(2));
            double[] ratios = new double[rounds];
            double without = 0;
            double with = 0;
            for (int round = 0; round < rounds; round++) {
                double quiet = turn(frames, store, 0);
                double busy = turn(frames, store, EVENTS_A_SECOND);
                without += quiet / rounds;
                with += busy / rounds;
                ratios[round] = busy / quiet;
            }
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "with 1,000 events/s %.2f /s, without %.2f /s: %.3f (median of %d rounds, %.3f to %.3f; of the sums %.3f), lost %d%n",
                    with,
                    without,
                    ratios[rounds / 2],
                    rounds,
                    ratios[0],
                    ratios[rounds - 1],
                    with / without,
                    store.status().lost());
        }
    }

    private static double turn(LongAdder frames, Store store, int eventsASecond) throws InterruptedException {
        var ids = new TimeOrderedIds(InstantSource.system());
        long begin = System.nanoTime();
        long before = frames.sum();
        for (int step = 0; System.nanoTime() - begin < TURN.toNanos(); step++) {
            for (int i = 0; i < eventsASecond / 100; i++) {
                store.journal().append(new EventChange(Phase.NEW, Instant.now(), Optional.empty(), event(ids.next())));
            }
            Thread.sleep(Duration.ofNanos(
                    Math.max(0, begin + (step + 1) * Duration.ofMillis(10).toNanos() - System.nanoTime())));
        }
        return (frames.sum() - before) * 1e9 / (System.nanoTime() - begin);
    }

    private static Event event(String id) {
        Instant now = Instant.now();
        return new Event(
                id,
                "clip",
                1,
                "person",
                0.875f,
                new Box(100, 100, 50, 120),
                640,
                480,
                now,
                Optional.empty(),
                Optional.empty(),
                List.of("step"),
                List.of(new PathPoint(now, 0.5, 0.75), new PathPoint(now, 0.5, 0.8)),
                false,
                false);
    }
}
