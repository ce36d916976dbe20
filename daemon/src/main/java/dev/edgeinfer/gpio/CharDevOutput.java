package dev.edgeinfer.gpio;

import com.pi4j.context.Context;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import dev.edgeinfer.config.LineConfig;

/**
 * A Pi4J output on a line of a GPIO character device. {@code HIGH} is the logical state active: the kernel inverts an
 * active-low line. It owns the line from its creation to {@link #shutdown}, which leaves the shutdown state behind.
 */
final class CharDevOutput extends DigitalOutputBase implements GpioOutput {

    private final LineConfig line;
    private final LineFinder.Taken taken;

    CharDevOutput(DigitalOutputProvider provider, DigitalOutputConfig config, LineConfig line, LineFinder.Taken taken) {
        super(provider, config);
        this.line = line;
        this.taken = taken;
        // The request has set it already, so that initialization, which Pi4J does not undo, makes no call that can
        // fail.
        this.state = config.initialState();
    }

    @Override
    public String chip() {
        return taken.place().label();
    }

    @Override
    public int offset() {
        return taken.place().offset();
    }

    /** @throws GpioException when the chip is gone */
    @Override
    public DigitalOutput state(DigitalState state) {
        if (state != this.state) {
            try {
                taken.line().set(state.isHigh());
            } catch (KernelCallException e) {
                throw GpioProblems.failed(line, taken.place(), e);
            }
        }
        return super.state(state);
    }

    /**
     * The state that the chip reports, not the one that was last set.
     *
     * @throws GpioException when the chip is gone
     */
    @Override
    public DigitalState state() {
        try {
            return DigitalState.getState(taken.line().isActive());
        } catch (KernelCallException e) {
            throw GpioProblems.failed(line, taken.place(), e);
        }
    }

    /** Sets the shutdown state and releases the line, whatever happens to the first. */
    @Override
    public DigitalOutput shutdown(Context context) {
        try {
            super.shutdown(context);
        } catch (GpioException | ShutdownException e) {
            // Thrown on, it would keep the id in Pi4J's registry for ever, and the line could not be opened again.
            logger.debug("released without its shutdown state", e);
        } finally {
            taken.line().close();
        }
        return this;
    }
}
