package dev.edgeinfer.gpio;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import dev.edgeinfer.config.LineConfig;
import java.util.Map;

/**
 * Pi4J outputs on the kernel's GPIO character devices. The id of an output is the name of a line of the configuration,
 * which says chip, line, active-low and bias; its address only has to be unique in the context, because Pi4J knows one
 * chip and this provider many.
 */
final class CharDevOutputProvider extends DigitalOutputProviderBase {

    static final String NAME = "chardev";

    private final LineFinder finder;
    private final Map<String, LineConfig> lines;

    CharDevOutputProvider(GpioChips chips, Map<String, LineConfig> lines) {
        super(NAME, NAME);
        this.finder = new LineFinder(chips);
        this.lines = lines;
    }

    /** @throws GpioException when the line cannot be had; the same id may be tried again */
    @Override
    public DigitalOutput create(DigitalOutputConfig config) {
        LineConfig line = lines.get(config.id());
        LineFinder.Taken taken = finder.take(line, config.initialState().isHigh());
        try {
            DigitalOutput output = new CharDevOutput(this, config, line, taken);
            context().registry().add(output);
            return output;
        } catch (RuntimeException | Error e) {
            taken.line().close();
            throw e;
        }
    }
}
