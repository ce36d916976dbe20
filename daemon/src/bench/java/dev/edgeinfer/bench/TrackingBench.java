package dev.edgeinfer.bench;

import com.sun.management.ThreadMXBean;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.LineCrossing;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.EventIds;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.RuleEngine;
import dev.edgeinfer.event.RuleSurroundings;
import dev.edgeinfer.track.SceneTracker;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Prints what tracking with zones, lines and rules costs a frame on one core, and what garbage it makes: people who walk
 * about in a picture of 1280×720 pixels, one in ten missed and one in four half hidden, four zones, two lines and ten
 * rules over them. The more there are, the more of them overlap: a hundred take the picture almost three times.
 *
 * <pre>{@code TrackingBench}</pre>
 */
public final class TrackingBench {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int WARM_UP = 3000;
    private static final int FRAMES = 3000;

    private TrackingBench() {}

    public static void main(String[] args) {
        for (int people : new int[] {1, 10, 100}) {
            run(people);
        }
    }

    private static void run(int people) {
        var frames = frames(people);
        var tracker = new SceneTracker("bench", scene());
        var now = new AtomicLong();
        RuleEngine rules = rules(now);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[FRAMES];
        long[] ruleNanos = new long[FRAMES];
        double tracks = 0;
        long allocated = 0;
        long cpuStart = 0;
        for (int i = -WARM_UP; i < FRAMES; i++) {
            List<Detection> detections = frames.get(Math.floorMod(i, frames.size()));
            if (i == 0) {
                cpuStart = threads.getCurrentThreadCpuTime();
            }
            long bytes = threads.getCurrentThreadAllocatedBytes();
            now.set((i + WARM_UP) * 100_000_000L);
            long start = System.nanoTime();
            TrackedFrame frame = tracker.accept(i, Instant.EPOCH, now.get(), WIDTH, HEIGHT, detections);
            long tracked = System.nanoTime();
            rules.accept(Observation.of(frame));
            rules.nextDeadline();
            long end = System.nanoTime();
            if (i >= 0) {
                nanos[i] = end - start;
                ruleNanos[i] = end - tracked;
                allocated += threads.getCurrentThreadAllocatedBytes() - bytes;
                tracks += frame.tracks().stream().filter(Track::confirmed).count();
            }
        }
        double cpu = (threads.getCurrentThreadCpuTime() - cpuStart) / (double) FRAMES;
        Arrays.sort(nanos);
        Arrays.sort(ruleNanos);
        System.out.printf(
                Locale.ROOT,
                "%3d people, %5.1f tracks: median %6.1f µs, p99 %6.1f µs, of which rules %5.1f and %6.1f; processor time %6.1f µs, %6d bytes a frame%n",
                people,
                tracks / FRAMES,
                nanos[FRAMES / 2] / 1e3,
                nanos[FRAMES * 99 / 100] / 1e3,
                ruleNanos[FRAMES / 2] / 1e3,
                ruleNanos[FRAMES * 99 / 100] / 1e3,
                cpu / 1e3,
                allocated / FRAMES);
    }

    /** Ten rules: four over a zone each, two over the lines, three that count a crowd in two zones, one for absence. */
    private static RuleEngine rules(AtomicLong clock) {
        var rules = new ArrayList<RuleConfig>();
        for (int i = 0; i < 4; i++) {
            rules.add(rule("in-zone" + i, List.of("zone" + i), Optional.empty(), 1 + i, Optional.empty()));
        }
        for (int i = 1; i < 3; i++) {
            var line = new LineCrossing("line" + i, RuleConfig.Direction.ANY);
            rules.add(rule("crosses" + i, List.of(), Optional.of(line), 0, Optional.empty()));
        }
        for (int i = 0; i < 3; i++) {
            rules.add(rule("crowd" + i, List.of("zone0", "zone3"), Optional.empty(), 20 * (i + 1), Optional.empty()));
        }
        rules.add(rule("nobody", List.of(), Optional.empty(), 0, Optional.of(Duration.ofSeconds(5))));
        var source = new SourceConfig.TestPattern("test://pattern", new SourceConfig.Size(WIDTH, HEIGHT), 10, SourceConfig.Size.MAX_PIXELS);
        var camera = new CameraConfig("bench", source, OptionalDouble.of(10)).withScene(scene());
        var surroundings = new RuleSurroundings(
                ZoneOffset.UTC,
                Optional.empty(),
                new Armed(true),
                new InputStates(),
                EventIds.NONE,
                fact -> {},
                InstantSource.system());
        return new RuleEngine(rules, List.of(camera), surroundings, (line, demand) -> {}, clock::get);
    }

    private static RuleConfig rule(
            String name, List<String> zones, Optional<LineCrossing> line, int count, Optional<Duration> absentFor) {
        var when = new When(
                List.of("person"),
                zones,
                line,
                0.5,
                count == 0 ? OptionalInt.empty() : OptionalInt.of(count),
                Duration.ZERO,
                absentFor,
                List.of(),
                Optional.of(true),
                Optional.empty(),
                List.of());
        return new RuleConfig(name, when, List.of(), List.of());
    }

    /** A minute of people who turn round at the edges, so that it may be repeated. */
    private static List<List<Detection>> frames(int people) {
        var random = new Random(people);
        double[] x = random.doubles(people, 0, WIDTH).toArray();
        double[] y = random.doubles(people, 0.3 * HEIGHT, HEIGHT).toArray();
        double[] speed = random.doubles(people, -8, 8).toArray();
        var frames = new ArrayList<List<Detection>>();
        for (int frame = 0; frame < 600; frame++) {
            var detections = new ArrayList<Detection>();
            for (int i = 0; i < people; i++) {
                x[i] += speed[i];
                if (x[i] < 0 && speed[i] < 0 || x[i] > WIDTH && speed[i] > 0) {
                    speed[i] = -speed[i];
                }
                if (random.nextInt(10) > 0) {
                    float score = random.nextInt(4) == 0 ? 0.3f : 0.8f;
                    double height = 0.4 * y[i];
                    double width = 0.4 * height;
                    detections.add(new Detection(
                            "person",
                            0,
                            score,
                            new Box(
                                    (float) (x[i] - width / 2 + random.nextGaussian()),
                                    (float) (y[i] - height + random.nextGaussian()),
                                    (float) width,
                                    (float) height)));
                }
            }
            frames.add(List.copyOf(detections));
        }
        return frames;
    }

    private static SceneConfig scene() {
        List<Zone> zones = IntStream.range(0, 4)
                .mapToObj(i -> new Zone(
                        "zone" + i, polygon(i), Anchor.BOTTOM_CENTER, ObjectFilter.ALL, 3, Duration.ofSeconds(1)))
                .toList();
        List<Line> lines = IntStream.range(1, 3)
                .mapToObj(i -> new Line(
                        "line" + i,
                        new Point(i / 3.0, 0),
                        new Point(i / 3.0, 1),
                        Anchor.BOTTOM_CENTER,
                        ObjectFilter.ALL,
                        0.1))
                .toList();
        return new SceneConfig(TrackingConfig.DEFAULT, zones, lines);
    }

    /** A quarter of the picture with eight corners. */
    private static Polygon polygon(int number) {
        double left = number / 4.0;
        return new Polygon(List.of(
                new Point(left, 0.5),
                new Point(left + 0.05, 0.3),
                new Point(left + 0.1, 0.2),
                new Point(left + 0.2, 0.2),
                new Point(left + 0.25, 0.3),
                new Point(left + 0.25, 0.9),
                new Point(left + 0.15, 1),
                new Point(left, 0.9)));
    }
}
