package dev.edgeinfer.http;

import java.util.List;

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
     * @param offset number of the line in its chip
     * @param direction {@code output}; inputs come with a later issue
     * @param value 1: active, 0: inactive; logical, so 1 on an active-low line is the low level
     * @param provider {@code chardev} or {@code simulated}
     */
    public record Line(String line, String chip, int offset, String direction, int value, String provider) {}
}
