package dev.edgeinfer.http.state;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.gpio.LineStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code GET /gpio} answers.
 *
 * @param lines in the order in which they were requested
 */
public record GpioDocument(List<Line> lines) {

    /**
     * One GPIO line.
     *
     * @param line name of the line, as configuration and logs have it
     * @param chip label of the chip that has it
     * @param offset number of the line in its chip; {@code null} while the line is unavailable
     * @param direction {@code output} or {@code input}
     * @param value 1: active, 0: inactive; logical, so 1 on an active-low line is the low level; {@code null} while
     *     the line is unavailable, for which {@code GET /health} has the reason
     * @param provider {@code chardev} or {@code simulated}
     * @param signal of an output {@code steady}, {@code blink} or {@code pwm}; {@code null}: it is an input
     * @param rule the rule that decides what an output does; {@code null}: none does
     * @param override who has taken an output out of the hands of rules; {@code null}: nobody
     */
    public record Line(
            String line,
            String chip,
            Integer offset,
            String direction,
            Integer value,
            String provider,
            String signal,
            String rule,
            Override override) {

        public static Line of(LineStatus status) {
            return new Line(
                    status.line(),
                    status.chip(),
                    boxed(status.offset()),
                    status.direction(),
                    boxed(status.value()),
                    status.provider(),
                    status.signal().map(Json::word).orElse(null),
                    status.rule().orElse(null),
                    status.held().map(Override::of).orElse(null));
        }

        private static Integer boxed(OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
    }

    /**
     * A state in which an output is held by hand.
     *
     * @param value as that of the line
     * @param until when it ends by itself, wall-clock time; {@code null}: when it is released
     * @param by who did it: name of a user or a token, {@code http}, {@code mqtt}
     */
    public record Override(int value, Instant until, String by) {

        public static Override of(LineStatus.Held held) {
            return new Override(
                    held.active() ? 1 : 0,
                    held.until()
                            .map(until -> until.truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null),
                    held.by());
        }
    }
}
