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
 * @param inputs input lines by name; no line is both
 */
public record GpioConfig(Provider provider, Map<String, LineConfig> lines, Map<String, InputConfig> inputs) {

    public GpioConfig {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /** Without inputs. */
    public GpioConfig(Provider provider, Map<String, LineConfig> lines) {
        this(provider, lines, Map.of());
    }

    /** {@code AUTO}: the character device where the machine has a GPIO chip, else simulated. */
    public enum Provider {
        AUTO,
        CHARDEV,
        SIMULATED
    }
}
