package dev.edgeinfer.gpio;

import dev.edgeinfer.config.InputConfig;

/** Is told when an input changes, on the thread that found it out; must return at once and not throw. */
@FunctionalInterface
public interface EdgeListener {

    /** @param active what the input has become; it was the other before */
    void edge(InputConfig input, boolean active);
}
