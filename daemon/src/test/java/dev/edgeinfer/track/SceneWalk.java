package dev.edgeinfer.track;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scene of one camera of 10 fps and 400×400 pixels in simulated time. */
final class SceneWalk {

    static final int SIZE = 400;

    /** The right half. */
    static final Polygon RIGHT = polygon(0.5, 0, 1, 0, 1, 1, 0.5, 1);

    private final SceneTracker tracker;
    private long nanos = Long.MAX_VALUE - 650_000_000L;
    private long sequence;

    /** After the last frame. */
    TrackedFrame frame;

    final List<Crossing> crossings = new ArrayList<>();

    private SceneWalk(List<Zone> zones, List<Line> lines) {
        tracker = new SceneTracker("porch", new SceneConfig(TrackingConfig.DEFAULT, zones, lines));
    }

    static SceneWalk of(Zone... zones) {
        return new SceneWalk(List.of(zones), List.of());
    }

    static SceneWalk of(Line... lines) {
        return new SceneWalk(List.of(), List.of(lines));
    }

    SceneWalk frame(Detection... detections) {
        nanos += 100_000_000;
        frame = tracker.accept(++sequence, Instant.EPOCH, nanos, SIZE, SIZE, List.of(detections));
        crossings.addAll(frame.crossings());
        return this;
    }

    SceneWalk frames(int count, Detection... detections) {
        for (int i = 0; i < count; i++) {
            frame(detections);
        }
        return this;
    }

    /** Frames in which someone's feet go from one place to another, in steps of at most 8 pixels. */
    SceneWalk walk(double fromX, double fromY, double toX, double toY) {
        int steps = (int) Math.ceil(Math.hypot(toX - fromX, toY - fromY) / 8);
        for (int i = 0; i <= steps; i++) {
            frame(feetAt(fromX + (toX - fromX) * i / steps, fromY + (toY - fromY) * i / steps));
        }
        return this;
    }

    /** Lets time pass in which the pictures are still, so that no frame is detected. */
    SceneWalk still(Duration time) {
        tracker.still();
        nanos += time.toNanos();
        return this;
    }

    /** Lets time pass in which the camera is away. */
    SceneWalk lost(Duration time) {
        tracker.lost();
        nanos += time.toNanos();
        return this;
    }

    /** The zones of the only track. */
    List<String> zones() {
        if (frame.tracks().size() != 1) {
            throw new AssertionError("not one track: " + frame.tracks());
        }
        return frame.tracks().getFirst().zones();
    }

    /** A person of 40×100 pixels. */
    static Detection feetAt(double x, double y) {
        return feetAt("person", x, y);
    }

    static Detection feetAt(String label, double x, double y) {
        return new Detection(label, label.hashCode(), 0.8f, new Box((float) x - 20, (float) y - 100, 40, 100));
    }

    static Zone zone(String name, Polygon polygon, int inertia, Duration loitering) {
        return new Zone(name, polygon, Anchor.BOTTOM_CENTER, ObjectFilter.ALL, inertia, loitering);
    }

    static Zone zone(ObjectFilter only) {
        return new Zone("right", RIGHT, Anchor.BOTTOM_CENTER, only, 1, Duration.ZERO);
    }

    static Line line(double fromX, double fromY, double toX, double toY) {
        return new Line(
                "gate", new Point(fromX, fromY), new Point(toX, toY), Anchor.BOTTOM_CENTER, ObjectFilter.ALL, 0.1);
    }

    static Polygon polygon(double... numbers) {
        return new Polygon(Stream.iterate(0, i -> i < numbers.length, i -> i + 2)
                .map(i -> new Point(numbers[i], numbers[i + 1]))
                .toList());
    }
}
