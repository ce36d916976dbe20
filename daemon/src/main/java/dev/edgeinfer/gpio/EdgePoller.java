package dev.edgeinfer.gpio;

import java.util.Collection;
import java.util.List;

/** Waits for edges of many inputs at once. One thread but for {@link #wake}. */
interface EdgePoller extends AutoCloseable {

    /** For no inputs at all: there is nothing to wait for. */
    EdgePoller NONE = new EdgePoller() {

        @Override
        public List<GpioInput> await(Collection<GpioInput> inputs, long nanos) {
            return List.of();
        }

        @Override
        public void wake() {}

        @Override
        public void close() {}
    };

    /**
     * Waits until an input has edges or is gone, the time is over, or it is woken.
     *
     * @param inputs all open
     * @param nanos not below 0
     * @return the inputs that can be read without waiting, also those that are gone
     */
    List<GpioInput> await(Collection<GpioInput> inputs, long nanos);

    /** Ends the wait that runs, or the next one; any thread may call, not after {@link #close}. */
    void wake();

    @Override
    void close();
}
