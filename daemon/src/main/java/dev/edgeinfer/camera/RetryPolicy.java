package dev.edgeinfer.camera;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a lost camera is tried again: doubling from the first delay to the last, each with jitter so
 * that cameras which were lost together do not come back together.
 *
 * @param first delay after the first failure
 * @param last upper bound of the delay
 * @param jitter share of the delay that is random, 0..1: the wait is between {@code 1 - jitter} and 1 times the delay
 * @param stableAfter a camera that has run this long starts again with the first delay
 */
public record RetryPolicy(Duration first, Duration last, double jitter, Duration stableAfter) {

    /** 1 s doubling to 60 s, a quarter of it random. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.25, Duration.ofSeconds(10));

    public RetryPolicy {
        if (first.isNegative() || first.isZero() || last.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "retry delays must satisfy 0 < first <= last, not " + first + " and " + last);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be between 0 and 1, not " + jitter);
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures failures in a row, from 1
     */
    public Duration delay(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures are counted from 1, not " + failures);
        }
        double doubled = first.toNanos() * Math.pow(2, failures - 1.0);
        double bounded = Math.min(doubled, last.toNanos());
        return Duration.ofNanos(Math.round(bounded * (1 - jitter * random.nextDouble())));
    }
}
