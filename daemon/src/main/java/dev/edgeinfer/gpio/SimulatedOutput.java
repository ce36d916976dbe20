package dev.edgeinfer.gpio;

import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutput;

/** An output that remembers its state and drives nothing. */
final class SimulatedOutput extends MockDigitalOutput implements GpioOutput {

    private final int offset;

    SimulatedOutput(DigitalOutputProvider provider, DigitalOutputConfig config, int offset) {
        super(provider, config);
        this.offset = offset;
    }

    @Override
    public String chip() {
        return SimulatedOutputProvider.NAME;
    }

    @Override
    public int offset() {
        return offset;
    }
}
