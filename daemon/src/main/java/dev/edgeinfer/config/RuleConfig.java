package dev.edgeinfer.config;

import java.time.Duration;
import java.util.List;

/**
 * One rule: when something has been seen for long enough, something is done.
 *
 * @param name unique name
 * @param when the condition
 * @param gpio the lines to switch and how; none has the line of another
 * @param webhooks names of the {@link WebhookConfig webhooks} that are told
 */
public record RuleConfig(String name, When when, List<GpioOutput> gpio, List<String> webhooks) {

    public RuleConfig {
        gpio = List.copyOf(gpio);
        webhooks = List.copyOf(webhooks);
    }

    /** Names of the lines that it switches. */
    public List<String> lines() {
        return gpio.stream().map(GpioOutput::line).toList();
    }

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
