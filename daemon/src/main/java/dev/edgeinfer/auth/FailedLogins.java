package dev.edgeinfer.auth;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down who guesses. After a few failures each further one doubles the time in which nothing more is tried; a while
 * without failures makes them forgotten. Any thread may call.
 */
final class FailedLogins {

    /** Typing errors of a person. */
    private static final int FREE = 5;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final int MOST_KEPT = 10_000;

    private final LongSupplier nanoTime;
    private final Duration longestDelay;
    private final Map<String, Failures> byKey = new BoundedMap<>(MOST_KEPT);

    /** @param lastNanos when the last one was, by the clock */
    private record Failures(int count, long lastNanos) {}

    FailedLogins(LongSupplier nanoTime, Duration longestDelay) {
        this.nanoTime = nanoTime;
        this.longestDelay = longestDelay;
    }

    /** @return how long nothing may be tried with this key; zero: it may be now */
    synchronized Duration delay(String key) {
        Failures failures = byKey.get(key);
        if (failures == null || failures.count < FREE) {
            return Duration.ZERO;
        }
        long passed = nanoTime.getAsLong() - failures.lastNanos;
        if (passed > FORGOTTEN_AFTER.toNanos()) {
            byKey.remove(key);
            return Duration.ZERO;
        }
        // 2^20 s are longer than any delay.
        Duration full = FIRST_DELAY.multipliedBy(1L << Math.min(failures.count - FREE, 20));
        Duration bounded = full.compareTo(longestDelay) < 0 ? full : longestDelay;
        Duration left = bounded.minusNanos(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void failed(String key) {
        long now = nanoTime.getAsLong();
        Failures before = byKey.get(key);
        boolean forgotten = before == null || now - before.lastNanos > FORGOTTEN_AFTER.toNanos();
        byKey.put(key, new Failures(forgotten ? 1 : before.count + 1, now));
    }

    synchronized void succeeded(String key) {
        byKey.remove(key);
    }
}
