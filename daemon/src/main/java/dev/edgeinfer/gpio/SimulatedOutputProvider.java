package dev.edgeinfer.gpio;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pi4J outputs on a chip that is not there, with any line that is asked for: the default of a machine without a chip. A
 * line has the offset that its name ends in ({@code GPIO17}: 17); lines without one, or whose number is taken, have the
 * lowest offsets that are left, in the order of the configuration.
 */
final class SimulatedOutputProvider extends DigitalOutputProviderBase {

    static final String NAME = "simulated";

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,6})$");

    private final Map<String, Integer> offsets;

    /** @param offsets the offset of each line by name */
    SimulatedOutputProvider(Map<String, Integer> offsets) {
        super(NAME, NAME);
        this.offsets = Map.copyOf(offsets);
    }

    /**
     * The offsets that lines have.
     *
     * @param lines kernel names or offsets of the lines, by name
     */
    static Map<String, Integer> offsets(Map<String, String> lines) {
        Map<String, Integer> offsets = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        lines.forEach((name, line) -> {
            Matcher number = NUMBER.matcher(line);
            if (number.find() && taken.add(Integer.parseInt(number.group(1)))) {
                offsets.put(name, Integer.parseInt(number.group(1)));
            }
        });
        int next = 0;
        for (String name : lines.keySet()) {
            if (!offsets.containsKey(name)) {
                while (!taken.add(next)) {
                    next++;
                }
                offsets.put(name, next);
            }
        }
        return offsets;
    }

    @Override
    public DigitalOutput create(DigitalOutputConfig config) {
        SimulatedOutput output = new SimulatedOutput(this, config, offsets.get(config.id()));
        context().registry().add(output);
        return output;
    }
}
