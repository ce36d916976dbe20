package dev.edgeinfer.webhook;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures in a row: a second at first, doubled with each up to five minutes, half more or less by
 * chance, so that many boards do not come back to one server at the same moment.
 */
final class BackOff {

    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MOST_DOUBLINGS = 20;

    private final DoubleSupplier random;

    /** @param random numbers from 0, inclusive, to 1, exclusive */
    BackOff(DoubleSupplier random) {
        this.random = random;
    }

    /** @param failures in a row, at least 1 */
    Duration after(int failures) {
        long doubled = SHORTEST.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
        double spread = Math.min(doubled, LONGEST.toNanos()) * (0.5 + random.getAsDouble());
        return Duration.ofNanos(Math.clamp((long) spread, SHORTEST.toNanos(), LONGEST.toNanos()));
    }
}
