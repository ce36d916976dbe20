package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import java.util.concurrent.TimeUnit;

/**
 * Whether one camera still feeds the rules. It does from its first frame until it is reported lost, or until no frame has
 * come out of inference for the stale time: a camera that hangs and a model that hangs look the same from here.
 *
 * <p>The stale time is {@value #STALE_FRAMES} frame intervals, at least 2 s. The interval is the longer of what
 * {@code target-fps} promises and what is seen (smoothed over about four frames), so that a board on which one inference
 * takes seconds is slow, not stale; an interval counts for 6 s at most, so that one long stall does not blunt the watch.
 * The first and the second frame may take {@link #FIRST_FRAMES} each, since nothing is known before.
 */
final class CameraWatch {

    static final int STALE_FRAMES = 5;
    static final long LEAST_STALE = TimeUnit.SECONDS.toNanos(2);
    static final long FIRST_FRAMES = TimeUnit.SECONDS.toNanos(10);
    static final long LONGEST_SAMPLE = TimeUnit.SECONDS.toNanos(6);

    private static final long UNKNOWN = -1;

    enum State {
        /** No frame yet, and not given up on. */
        WAITING,
        /** Frames come. */
        FEEDING,
        /** Reported lost, or stale. */
        LOST
    }

    private final long promisedInterval;
    private final String name;
    private State state = State.WAITING;
    private long lastArrival;
    private long lastCaptured;
    private long lostAt;
    private boolean reportedLost;
    private boolean hasFrame;
    private long seenInterval = UNKNOWN;

    /** @param now time from which the first frame is waited for */
    CameraWatch(CameraConfig config, long now) {
        this.name = config.name();
        this.promisedInterval = config.targetFps().isPresent()
                ? (long) (TimeUnit.SECONDS.toNanos(1) / config.targetFps().getAsDouble())
                : 0;
        this.lastArrival = now;
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    /**
     * Takes note of a frame.
     *
     * @return false when the frame is to be ignored: captured before the one before it, or before the camera was lost
     */
    boolean frame(long capturedNanos, long now) {
        boolean outdated =
                (hasFrame && capturedNanos - lastCaptured < 0) || (reportedLost && capturedNanos - lostAt < 0);
        if (outdated) {
            return false;
        }
        arrived(now);
        hasFrame = true;
        lastCaptured = capturedNanos;
        reportedLost = false;
        state = State.FEEDING;
        return true;
    }

    /**
     * Takes note that a frame has come in which nothing moves, so that the last one still stands. Of a camera that is
     * lost no frame stands.
     */
    void still(long now) {
        if (state == State.FEEDING) {
            arrived(now);
        }
    }

    private void arrived(long now) {
        // The time of a reported loss is no interval between frames.
        if (hasFrame && !reportedLost) {
            long sample = Math.min(now - lastArrival, LONGEST_SAMPLE);
            seenInterval = seenInterval == UNKNOWN ? sample : seenInterval + (sample - seenInterval) / 4;
        }
        lastArrival = now;
    }

    void lost(long now) {
        state = State.LOST;
        reportedLost = true;
        lostAt = now;
    }

    /** Declares the camera lost when its stale time is over. */
    void advance(long now) {
        if (state != State.LOST && now - staleAt() >= 0) {
            state = State.LOST;
        }
    }

    /** When the camera becomes stale unless a frame comes; meaningless once it is lost. */
    long staleAt() {
        long stale = Math.max(LEAST_STALE, STALE_FRAMES * Math.max(promisedInterval, seenInterval));
        return lastArrival + (seenInterval == UNKNOWN ? Math.max(FIRST_FRAMES, stale) : stale);
    }
}
