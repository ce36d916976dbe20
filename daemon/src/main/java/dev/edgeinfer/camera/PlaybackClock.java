package dev.edgeinfer.camera;

import java.time.Duration;

/**
 * Maps the time stamps of a recording to the monotonic clock, so that it plays at its own speed. Not thread-safe.
 *
 * <p>Time stamps that jump are survived: the recording goes on from now.
 */
final class PlaybackClock {

    /** A recording that is this late is not caught up with by a burst of old pictures. */
    private static final long MOST_LATE = Duration.ofMillis(500).toNanos();

    /** No two pictures of a recording are further apart; a larger step is a broken time stamp. */
    private static final long LONGEST_STEP = Duration.ofSeconds(30).toNanos();

    private boolean started;
    private long offset;
    private long lastTimestamp;

    /**
     * When the picture is to be shown, on the monotonic clock; may be in the past.
     *
     * @param timestamp time of the picture in the recording, in nanoseconds from any origin
     * @param now the monotonic clock
     */
    long dueNanos(long timestamp, long now) {
        long step = timestamp - lastTimestamp;
        long late = now - (timestamp + offset);
        if (!started || step < 0 || step > LONGEST_STEP || late > MOST_LATE) {
            offset = now - timestamp;
            started = true;
        }
        lastTimestamp = timestamp;
        return timestamp + offset;
    }
}
