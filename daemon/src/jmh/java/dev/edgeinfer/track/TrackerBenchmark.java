package dev.edgeinfer.track;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The tracker on frames with ten objects that walk to and fro. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TrackerBenchmark {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int OBJECTS = 10;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<List<Detection>> frames = frames();
    private final Tracking tracking = new Tracking(List.of(new CameraConfig(
            "c",
            new SourceConfig.TestPattern(
                    "test://pattern", new SourceConfig.Size(WIDTH, HEIGHT), 10, SourceConfig.Size.MAX_PIXELS),
            OptionalDouble.empty())));
    private long sequence;

    /** An object that is not followed would cost nothing. */
    @Setup
    public void setUp() {
        Optional<TrackedFrame> last = Optional.empty();
        for (int i = 0; i < frames.size(); i++) {
            last = frame();
        }
        long confirmed = last.orElseThrow().tracks().stream().filter(Track::confirmed).count();
        if (confirmed != OBJECTS) {
            throw new IllegalStateException("%d objects are followed".formatted(confirmed));
        }
    }

    @Benchmark
    public Optional<TrackedFrame> frame() {
        sequence++;
        return tracking.accept(
                "c",
                sequence,
                Instant.EPOCH,
                sequence * INTERVAL,
                WIDTH,
                HEIGHT,
                frames.get((int) (sequence % frames.size())));
    }

    private static List<List<Detection>> frames() {
        var frames = new ArrayList<List<Detection>>();
        for (int frame = 0; frame < 200; frame++) {
            int walked = frame < 100 ? frame : 200 - frame;
            var detections = new ArrayList<Detection>();
            for (int i = 0; i < OBJECTS; i++) {
                detections.add(new Detection("person", 0, 0.8f, new Box(walked + 50f * i, 200, 40, 120)));
            }
            frames.add(List.copyOf(detections));
        }
        return frames;
    }
}
