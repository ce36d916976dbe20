package dev.edgeinfer.gpio;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one line stands.
 *
 * @param line name of the line, as configuration and logs have it
 * @param chip label of its chip; while the line is unavailable the chip that the configuration names, else empty
 * @param offset number of the line in the chip; empty while the line is unavailable
 * @param direction {@link #OUTPUT} or {@link #INPUT}
 * @param value 1: active, 0: inactive; logical, so 1 on an active-low line is the low level; empty while the line is
 *     unavailable
 * @param provider {@code chardev} or {@code simulated}
 * @param error one sentence that says why the line is unavailable; empty when it is not
 * @param signal what an output does; empty for an input
 * @param rule name of the rule that decides; empty: none does, or it is overridden
 * @param held who has taken the line out of the hands of rules; empty: nobody
 */
public record LineStatus(
        String line,
        String chip,
        OptionalInt offset,
        String direction,
        OptionalInt value,
        String provider,
        Optional<String> error,
        Optional<Signal> signal,
        Optional<String> rule,
        Optional<Held> held) {

    public static final String OUTPUT = "output";
    public static final String INPUT = "input";

    /** What an output does. */
    public enum Signal {
        /** It stays as it is. */
        STEADY,
        BLINK,
        PWM
    }

    /**
     * A state in which a line is held by hand.
     *
     * @param until wall-clock time at which it ends by itself; empty: when somebody releases it
     * @param by who did it, for people
     */
    public record Held(boolean active, Optional<Instant> until, String by) {}

    public boolean isInput() {
        return direction.equals(INPUT);
    }

    /**
     * Whether it differs from an earlier one of the same line in more than the value that a line which is not steady happens to
     * have. Compares one by one what changes: the JVM links the comparison of a whole record when it is first used, for which a
     * start or the first event would wait ten milliseconds.
     */
    boolean isNewsAfter(LineStatus earlier) {
        boolean changes = signal.isPresent() && signal.get() != Signal.STEADY && value.isPresent();
        boolean sameValue = value.equals(earlier.value) || changes && earlier.value.isPresent();
        return !sameValue
                || !signal.equals(earlier.signal)
                || !error.equals(earlier.error)
                || !rule.equals(earlier.rule)
                || !held.equals(earlier.held)
                || !offset.equals(earlier.offset)
                || !chip.equals(earlier.chip);
    }
}
