package dev.edgeinfer.http;

import dev.edgeinfer.gpio.LineStatus;
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
     * @param direction {@code output}
     * @param value 1: active, 0: inactive; logical, so 1 on an active-low line is the low level; {@code null} while
     *     the line is unavailable, for which {@code GET /health} has the reason
     * @param provider {@code chardev} or {@code simulated}
     */
    public record Line(String line, String chip, Integer offset, String direction, Integer value, String provider) {

        static Line of(LineStatus status) {
            return new Line(
                    status.line(),
                    status.chip(),
                    boxed(status.offset()),
                    status.direction(),
                    boxed(status.value()),
                    status.provider());
        }

        private static Integer boxed(OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
    }
}
