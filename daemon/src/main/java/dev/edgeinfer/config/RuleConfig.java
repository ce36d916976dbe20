package dev.edgeinfer.config;

import java.time.Duration;
import java.util.List;

/**
 * One rule: when something has been seen for long enough, a GPIO line is switched.
 *
 * @param name unique name
 * @param when the condition
 * @param gpio the line to switch and how
 */
public record RuleConfig(String name, When when, GpioOutput gpio) {

    /**
     * The condition: a detection of the label, with at least the score, in every frame for at least the duration.
     *
     * @param label one of the model's labels
     * @param minScore least score, 0..1; 0.5 by default
     * @param duration how long the condition must hold, {@code for} in the file; zero by default
     * @param cameras names of the cameras that count, {@code camera} in the file; empty: all
     */
    public record When(String label, double minScore, Duration duration, List<String> cameras) {

        public When {
            cameras = List.copyOf(cameras);
        }
    }

    /**
     * What the rule does to its line.
     *
     * @param line key of {@link GpioConfig#lines()}, a kernel line name, or {@code chip/offset}
     * @param mode how the line follows the condition; {@code FOLLOW} by default
     * @param pulse length of a pulse; 500 ms by default
     * @param hold how long the line stays active after the condition has ended; 5 s by default
     */
    public record GpioOutput(String line, Mode mode, Duration pulse, Duration hold) {}

    /** How a line follows a condition. */
    public enum Mode {
        /** Active while the condition holds. */
        FOLLOW,
        /** Active for a fixed time each time the condition begins. */
        PULSE,
        /** Active while the condition holds and for a fixed time after. */
        HOLD
    }
}
