package dev.edgeinfer.webhook;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spares a target that fails, and whoever waits for it: after each failure there is no try for a while, and after
 * {@value #OPENS_AFTER} in a row the breaker is open, until a single try (half-open) succeeds. One thread changes it; any may
 * ask for {@link #state}.
 */
final class CircuitBreaker {

    static final int OPENS_AFTER = 5;

    private final BackOff backOff;
    private final LongSupplier clock;

    private int failures;
    private long nextTryAt;
    private volatile WebhookStatus.State state = WebhookStatus.State.CLOSED;

    /** @param clock monotonic, in nanoseconds */
    CircuitBreaker(BackOff backOff, LongSupplier clock) {
        this.backOff = backOff;
        this.clock = clock;
    }

    /** How long to wait for the next try; zero: not at all. */
    Duration patience() {
        return failures == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextTryAt - clock.getAsLong()));
    }

    /** A try begins. */
    void tries() {
        if (state == WebhookStatus.State.OPEN) {
            state = WebhookStatus.State.HALF_OPEN;
        }
    }

    /** The target has answered, be it that it does not want what it was given. */
    void answered() {
        failures = 0;
        state = WebhookStatus.State.CLOSED;
    }

    /** @param atLeast how long the target asks to be left alone */
    void failed(Duration atLeast) {
        failures++;
        Duration wait = backOff.after(failures);
        nextTryAt = clock.getAsLong() + (wait.compareTo(atLeast) > 0 ? wait : atLeast).toNanos();
        state = failures < OPENS_AFTER ? WebhookStatus.State.CLOSED : WebhookStatus.State.OPEN;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    WebhookStatus.State state() {
        return state;
    }
}
