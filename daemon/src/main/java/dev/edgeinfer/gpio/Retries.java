package dev.edgeinfer.gpio;

import java.util.concurrent.TimeUnit;

/** When a line that could not be had is tried again: after 1 s, doubled up to 30 s. Not thread-safe. */
final class Retries {

    static final long FIRST_BACK_OFF = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_BACK_OFF = TimeUnit.SECONDS.toNanos(30);

    private long dueAt;
    private long backOff;

    /** @param now when the first try is due */
    Retries(long now) {
        dueAt = now;
    }

    boolean isDue(long now) {
        return now - dueAt >= 0;
    }

    void failed(long now) {
        backOff = Math.clamp(2 * backOff, FIRST_BACK_OFF, LONGEST_BACK_OFF);
        dueAt = now + backOff;
    }

    /** @return whether a try had failed before */
    boolean succeeded() {
        boolean failedBefore = backOff > 0;
        backOff = 0;
        return failedBefore;
    }
}
