package dev.edgeinfer.config;

import dev.edgeinfer.config.LineConfig.Bias;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One GPIO input line: a button, a motion sensor, a reed contact. States are logical: an active-low line is active at the
 * low level.
 *
 * @param name the name that rules, JSON and logs use
 * @param chip label, name ({@code gpiochip0}) or number of the chip; empty: the one chip that has a line of this name
 * @param line kernel name of the line or its offset in the chip; the name above by default
 * @param activeLow whether active is the low level; false by default
 * @param bias pull resistor; {@code AS_IS} by default
 * @param debounce how long a level must last to count; 20 ms by default, zero: every edge counts
 * @param onActive what is done when the line becomes active
 * @param onInactive what is done when it becomes inactive
 * @param burst how long a burst lasts; 10 s by default
 * @param cameras names of the cameras that a burst is for; empty: all
 */
public record InputConfig(
        String name,
        Optional<String> chip,
        String line,
        boolean activeLow,
        Bias bias,
        Duration debounce,
        Optional<Action> onActive,
        Optional<Action> onInactive,
        Duration burst,
        List<String> cameras) {

    public static final Duration DEFAULT_DEBOUNCE = Duration.ofMillis(20);
    public static final Duration DEFAULT_BURST = Duration.ofSeconds(10);

    public InputConfig {
        cameras = List.copyOf(cameras);
    }

    /** An input that does nothing by itself, with the defaults. */
    public static InputConfig of(String name) {
        return new InputConfig(
                name,
                Optional.empty(),
                name,
                false,
                Bias.AS_IS,
                DEFAULT_DEBOUNCE,
                Optional.empty(),
                Optional.empty(),
                DEFAULT_BURST,
                List.of());
    }

    /** What an edge of an input does. */
    public enum Action {
        /** Arms the board. */
        ARM,
        /** Disarms the board. */
        DISARM,
        /** Arms the board if it is disarmed, disarms it if it is armed. */
        TOGGLE,
        /** Has cameras detected without motion gating for a while. */
        BURST
    }
}
