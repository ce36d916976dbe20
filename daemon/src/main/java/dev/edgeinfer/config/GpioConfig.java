package dev.edgeinfer.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How GPIO lines are reached.
 *
 * @param provider who drives the lines
 * @param lines named lines; a rule may also name a kernel line or {@code chip/offset} that is not listed here, which
 *     then has the defaults of {@link LineConfig}
 */
public record GpioConfig(Provider provider, Map<String, LineConfig> lines) {

    public GpioConfig {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }

    /** {@code AUTO}: the character device where the machine has a GPIO chip, else simulated. */
    public enum Provider {
        AUTO,
        CHARDEV,
        SIMULATED
    }
}
