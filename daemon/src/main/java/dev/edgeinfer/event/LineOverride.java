package dev.edgeinfer.event;

import java.time.Duration;
import java.util.Optional;

/** Takes lines out of the hands of rules for a while. Any thread may call. */
public interface LineOverride {

    /**
     * Holds a line in a state, whatever rules ask for.
     *
     * @param line name of an output line
     * @param active logical state
     * @param timeout after which the rules have it again; empty: until {@link #release}
     * @param by who did it, for people: {@code http}, {@code mqtt}
     * @throws IllegalArgumentException when there is no such output line; the message is for people
     */
    void override(String line, boolean active, Optional<Duration> timeout, String by);

    /**
     * Gives a line back to the rules; harmless when they have it.
     *
     * @throws IllegalArgumentException as above
     */
    void release(String line, String by);
}
