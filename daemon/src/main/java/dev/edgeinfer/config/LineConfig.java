package dev.edgeinfer.config;

import java.util.Optional;

/**
 * One GPIO output line. States are logical: {@code ACTIVE} drives the line low when it is active-low.
 *
 * @param name the name that rules, JSON and logs use
 * @param chip label, name ({@code gpiochip0}) or number of the chip; empty: the one chip that has a line of this name
 * @param line kernel name of the line or its offset in the chip; the name above by default
 * @param activeLow whether {@code ACTIVE} is the low level; false by default
 * @param bias pull resistor; {@code AS_IS} by default
 * @param initial state when the line is requested; {@code INACTIVE} by default
 * @param shutdown state when the daemon stops, its camera is lost or its rule engine fails; {@code INACTIVE} by default
 */
public record LineConfig(
        String name,
        Optional<String> chip,
        String line,
        boolean activeLow,
        Bias bias,
        LineState initial,
        LineState shutdown) {

    /** The line as it is when a rule names one that the configuration does not list. */
    public static LineConfig unlisted(String name) {
        return new LineConfig(name, Optional.empty(), name, false, Bias.AS_IS, LineState.INACTIVE, LineState.INACTIVE);
    }

    /** Logical state of a line. */
    public enum LineState {
        INACTIVE,
        ACTIVE
    }

    /** Pull resistor of a line, in the words of the kernel. */
    public enum Bias {
        AS_IS,
        DISABLED,
        PULL_UP,
        PULL_DOWN
    }
}
