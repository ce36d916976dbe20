package dev.edgeinfer.bench;

import com.sun.management.ThreadMXBean;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.track.SceneTracker;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Prints what tracking with zones and lines costs a frame on one core, and what garbage it makes: people who walk about
 * in a picture of 1280×720 pixels, one in ten missed and one in four half hidden, four zones and two lines. The more
 * there are, the more of them overlap: a hundred take the picture almost three times.
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
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[FRAMES];
        double tracks = 0;
        long allocated = 0;
        long cpuStart = 0;
        for (int i = -WARM_UP; i < FRAMES; i++) {
            List<Detection> detections = frames.get(Math.floorMod(i, frames.size()));
            if (i == 0) {
                cpuStart = threads.getCurrentThreadCpuTime();
            }
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            TrackedFrame frame =
                    tracker.accept(i, Instant.EPOCH, (i + WARM_UP) * 100_000_000L, WIDTH, HEIGHT, detections);
            long end = System.nanoTime();
            if (i >= 0) {
                nanos[i] = end - start;
                allocated += threads.getCurrentThreadAllocatedBytes() - bytes;
                tracks += frame.tracks().stream().filter(Track::confirmed).count();
            }
        }
        double cpu = (threads.getCurrentThreadCpuTime() - cpuStart) / (double) FRAMES;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%3d people, %5.1f tracks: median %6.1f µs, p99 %6.1f µs, processor time %6.1f µs, %6d bytes a frame%n",
                people,
                tracks / FRAMES,
                nanos[FRAMES / 2] / 1e3,
                nanos[FRAMES * 99 / 100] / 1e3,
                cpu / 1e3,
                allocated / FRAMES);
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
