package dev.edgeinfer.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a bound, and by chance up to half of that
 * less, so that the boards of a fleet do not all come at once when their broker is back.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private Duration step;

    Backoff(RandomGenerator random, Duration first, Duration longest) {
        this.random = random;
        this.first = first;
        this.longest = longest;
        step = first;
    }

    /**
     * @param worked how long the last attempt held: one that did not outlive its wait counts as failed, so that a broker
     *     that takes everybody and throws them out at once is not besieged
     */
    Duration next(Duration worked) {
        if (worked.compareTo(step) > 0) {
            step = first;
        }
        long most = step.toMillis();
        step = step.multipliedBy(2).compareTo(longest) < 0 ? step.multipliedBy(2) : longest;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }
}
