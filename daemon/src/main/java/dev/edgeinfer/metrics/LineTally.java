package dev.edgeinfer.metrics;

import dev.edgeinfer.gpio.LineStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts how often GPIO lines change their values. Any thread. */
public final class LineTally implements Consumer<LineStatus> {

    private final Map<String, Integer> lastValues = new ConcurrentHashMap<>();
    private final Tally switches = new Tally("line");

    @Override
    public void accept(LineStatus status) {
        status.value().ifPresent(value -> {
            Integer last = lastValues.put(status.line(), value);
            if (last != null && last != value) {
                switches.count(status.line());
            }
        });
    }

    Family family() {
        return switches.into(Family.counter("gpio_line_switches", "How often a GPIO line changed its value."));
    }
}
