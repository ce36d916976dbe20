package dev.edgeinfer.gpio;

import java.util.Optional;
import java.util.OptionalLong;

/** Lets a level count when it has lasted for a time, as the kernel would if it could. Not thread-safe. */
final class Debounce {

    private final long period;
    private boolean settled;
    private boolean latest;
    private long changedAt;

    /**
     * @param period nanoseconds; 0: every edge counts
     * @param active the level that counts at first
     */
    Debounce(long period, boolean active) {
        this.period = period;
        this.settled = active;
        this.latest = active;
    }

    /**
     * Takes note of an edge, or of a level that was looked at.
     *
     * @param now when it was, on any monotonic clock, not before the one before it
     * @return the level that counts from now on, if another does
     */
    Optional<Boolean> level(boolean active, long now) {
        Optional<Boolean> due = advance(now);
        if (active != latest) {
            latest = active;
            changedAt = now;
        }
        return due.isPresent() ? due : advance(now);
    }

    /** @return the level that counts from now on, if another does */
    Optional<Boolean> advance(long now) {
        if (latest == settled || now - changedAt < period) {
            return Optional.empty();
        }
        settled = latest;
        return Optional.of(settled);
    }

    /** When {@link #advance} has something to do; empty: not before another edge. */
    OptionalLong deadline() {
        return latest == settled ? OptionalLong.empty() : OptionalLong.of(changedAt + period);
    }
}
