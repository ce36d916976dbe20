package dev.edgeinfer.track;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tracker in simulated time, frames of 640×480; times are milliseconds. */
final class Walk {

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    /** So that the clock overflows on the way, as {@link System#nanoTime} may. */
    private static final long START = Long.MAX_VALUE - 700_000_000L;

    private final Tracker tracker;
    private long millis = -100;

    /** Of the last frame. */
    Tracker.Result result;

    Walk() {
        this(TrackingConfig.DEFAULT);
    }

    Walk(TrackingConfig config) {
        tracker = new Tracker(config);
    }

    /** The next frame of a camera of 10 fps. */
    Walk frame(Detection... detections) {
        return frame(100, detections);
    }

    /** A frame that many milliseconds after the last. */
    Walk frame(long after, Detection... detections) {
        millis += after;
        result = tracker.update(nanos(millis), WIDTH, HEIGHT, List.of(detections));
        return this;
    }

    Walk frames(int count, Detection... detections) {
        for (int i = 0; i < count; i++) {
            frame(detections);
        }
        return this;
    }

    Tracker.Result frameOfSize(int width, int height, Detection... detections) {
        millis += 100;
        result = tracker.update(nanos(millis), width, height, List.of(detections));
        return result;
    }

    /** The only track there is. */
    Track only() {
        if (result.tracks().size() != 1) {
            throw new AssertionError("not one track: " + result.tracks());
        }
        return result.tracks().getFirst();
    }

    /** The track of a detection of the last frame. */
    Track of(int detection) {
        return result.tracks().stream()
                .filter(track -> track.detection() == detection)
                .findFirst()
                .orElseThrow();
    }

    long now() {
        return nanos(millis);
    }

    static Detection person(double x, double y) {
        return person(x, y, 0.8);
    }

    /** One of 40×100 pixels. */
    static Detection person(double x, double y, double score) {
        return seen("person", 0, x, y, score);
    }

    static Detection seen(String label, int labelId, double x, double y, double score) {
        return new Detection(label, labelId, (float) score, new Box((float) x, (float) y, 40, 100));
    }

    private static long nanos(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
