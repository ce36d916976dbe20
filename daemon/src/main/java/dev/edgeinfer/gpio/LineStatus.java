package dev.edgeinfer.gpio;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one line stands.
 *
 * @param line name of the line, as configuration and logs have it
 * @param chip label of its chip; while the line is unavailable the chip that the configuration names, else empty
 * @param offset number of the line in the chip; empty while the line is unavailable
 * @param direction {@code output}
 * @param value 1: active, 0: inactive; logical, so 1 on an active-low line is the low level; empty while the line is
 *     unavailable
 * @param provider {@code chardev} or {@code simulated}
 * @param error one sentence that says why the line is unavailable; empty when it is not
 */
public record LineStatus(
        String line,
        String chip,
        OptionalInt offset,
        String direction,
        OptionalInt value,
        String provider,
        Optional<String> error) {}
