package dev.edgeinfer.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the inference loop comes back from its inferences. An idle loop makes progress; one that is inside a single
 * frame for longer than 20 s, and longer than ten times what the slowest one took so far, does not. Written by the loop's
 * thread, read by any.
 */
final class InferenceProgress {

    static final Duration LEAST_PATIENCE = Duration.ofSeconds(20);

    private static final int TIMES_SLOWEST = 10;
    private static final long IDLE = Long.MIN_VALUE;

    private volatile long began = IDLE;
    private volatile long slowest;

    void began(long nowNanos) {
        began = nowNanos;
    }

    void ended(long nowNanos) {
        slowest = Math.max(slowest, nowNanos - began);
        began = IDLE;
    }

    /** How long the loop has been stuck in one frame; empty: it is not. */
    Optional<Duration> stuckFor(long nowNanos) {
        long since = began;
        long patience = Math.max(LEAST_PATIENCE.toNanos(), TIMES_SLOWEST * slowest);
        return since == IDLE || nowNanos - since < patience
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nowNanos - since));
    }
}
