package dev.edgeinfer.event;

import java.time.Duration;
import java.util.Optional;

/** Takes lines out of the hands of rules for a while. Any thread may call. */
public interface LineOverride {

    Duration SHORTEST = Duration.ofMillis(1);
    Duration LONGEST = Duration.ofHours(24);

    /**
     * Holds a line in a state, whatever rules ask for.
     *
     * @param line name of an output line
     * @param active logical state
     * @param timeout after which the rules have it again, {@link #SHORTEST} to {@link #LONGEST}; empty: when it is released
     * @param by who did it, for people: name of a user or a token, {@code http} where nobody has to log in, {@code mqtt}
     * @throws IllegalArgumentException when there is no such output line, or the timeout is not allowed; the message is for
     *     people
     */
    void override(String line, boolean active, Optional<Duration> timeout, String by);

    /**
     * Gives a line back to the rules; harmless when they have it.
     *
     * @throws IllegalArgumentException as above
     */
    void release(String line, String by);

    /** @throws IllegalArgumentException when an override may not last that long; the message is for people */
    static void verifyTimeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a timeout is %d to %d ms".formatted(SHORTEST.toMillis(), LONGEST.toMillis()));
        }
    }
}
