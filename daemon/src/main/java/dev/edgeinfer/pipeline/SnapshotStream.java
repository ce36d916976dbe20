package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.Camera;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.Frame;
import dev.edgeinfer.camera.FrameSlot;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.picture.AdjustedSource;
import dev.edgeinfer.camera.picture.SparseSource;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The full stream of a camera whose smaller one is looked at by the detector: keeps its newest picture, and what was seen
 * around that time in the smaller one. Both show the same field of view, so a place in one picture is in the same part of
 * the other.
 *
 * <p>Any thread may ask; the lock is held for as long as it takes to count a reference, never while pixels are used.
 */
final class SnapshotStream implements AutoCloseable {

    /** An older picture is not shown any more. */
    static final Duration STALE = Duration.ofSeconds(2);

    /** What was seen belongs to a picture that is no further away than this. */
    static final Duration SAME_MOMENT = Duration.ofMillis(500);

    /** One is filled, one is the newest, one is being made a snapshot of; full pictures are large. */
    private static final int BUFFERS = 3;

    private static final long MEMORY_NANOS = STALE.plus(SAME_MOMENT).toNanos();
    private static final int MOST_REMEMBERED = 512;

    private final FrameSlot slot = new FrameSlot(this::take);
    private final Camera camera;
    private final Deque<DetectionFrame> seen = new ArrayDeque<>();

    private long lastStillNanos = Long.MIN_VALUE;
    private Optional<Frame> newest = Optional.empty();
    private boolean closed;

    /** A picture, held, and what was seen in it. */
    record Sighting(Frame frame, DetectionFrame detections) {}

    /**
     * @param config with a {@code detectSource}
     * @param opener opens a source
     * @param abandoned the count of the process
     * @param onState hears of every change of the stream's state; what it calls the camera is {@link #name}
     */
    SnapshotStream(
            CameraConfig config,
            CameraPolicy policy,
            MonotonicClock clock,
            Function<SourceConfig, FrameSource> opener,
            AbandonedThreads abandoned,
            Consumer<CameraStatus> onState) {
        camera = new Camera(
                name(config.name()),
                () -> AdjustedSource.of(
                        new SparseSource(opener.apply(config.source()), config.snapshotFps(), clock), config.picture()),
                slot,
                policy.withBuffers(BUFFERS),
                clock,
                abandoned,
                onState);
    }

    /** What logs call the stream of a camera; no camera has such a name. */
    static String name(String camera) {
        return camera + "/source";
    }

    void start() {
        camera.start();
    }

    Camera camera() {
        return camera;
    }

    /** Takes note of what was seen in the smaller stream. */
    synchronized void saw(DetectionFrame detections) {
        seen.addLast(detections);
        while (seen.size() > MOST_REMEMBERED
                || detections.capturedNanos() - seen.getFirst().capturedNanos() > MEMORY_NANOS) {
            seen.removeFirst();
        }
    }

    /** Takes note that what was seen last in the smaller stream still stands. */
    synchronized void still(long nowNanos) {
        lastStillNanos = nowNanos;
    }

    /** The newest picture, held once by the caller; empty when there is none, or it is too old. */
    synchronized Optional<Frame> picture(long nowNanos) {
        return fresh(nowNanos).map(Frame::retain);
    }

    /**
     * The newest picture, held once by the caller, and what was seen at that moment with boxes in pixels of the picture;
     * empty when there is no such picture, or nobody has looked at that moment.
     */
    Optional<Sighting> sighting(long nowNanos) {
        return match(nowNanos).map(found -> {
            Frame frame = found.frame();
            return new Sighting(frame, found.detections().scaledTo(frame.width(), frame.height()));
        });
    }

    private synchronized Optional<Sighting> match(long nowNanos) {
        return fresh(nowNanos)
                .flatMap(frame -> seenAt(frame.capturedNanos()).map(seen -> new Sighting(frame.retain(), seen)));
    }

    private Optional<Frame> fresh(long nowNanos) {
        return newest.filter(frame -> nowNanos - frame.capturedNanos() <= STALE.toNanos());
    }

    private Optional<DetectionFrame> seenAt(long nanos) {
        return seen.stream()
                .min(Comparator.comparingLong(detections -> away(detections, nanos)))
                .filter(detections -> away(detections, nanos) <= SAME_MOMENT.toNanos());
    }

    /** How long before or after a moment something was seen; the last stands for as long as nothing moves. */
    private long away(DetectionFrame detections, long nanos) {
        long from = detections.capturedNanos();
        long until = detections == seen.peekLast() ? Math.max(from, lastStillNanos) : from;
        return Math.max(0, Math.max(from - nanos, nanos - until));
    }

    /** Runs on the thread that has put a frame into the slot. */
    private void take() {
        slot.take().ifPresent(frame -> {
            Optional<Frame> left = replace(frame);
            left.ifPresent(Frame::release);
        });
    }

    private synchronized Optional<Frame> replace(Frame frame) {
        if (closed) {
            return Optional.of(frame);
        }
        Optional<Frame> before = newest;
        newest = Optional.of(frame);
        return before;
    }

    /** Stops the stream and lets go of its picture. */
    @Override
    public void close() {
        Optional<Frame> last;
        synchronized (this) {
            closed = true;
            last = newest;
            newest = Optional.empty();
        }
        last.ifPresent(Frame::release);
        camera.close();
    }
}
