package dev.edgeinfer.gpio;

import java.util.List;

/** A GPIO line held as an input. States are logical: the kernel inverts an active-low line. One thread at a time. */
interface GpioInput extends AutoCloseable {

    /**
     * The state that the chip reports now.
     *
     * @throws KernelCallException {@code ENODEV} when the chip is gone
     */
    boolean isActive();

    /**
     * Takes edges out of the kernel's queue, oldest first; waits for one if there is none.
     *
     * @throws KernelCallException {@code ENODEV} when the chip is gone
     */
    List<Edge> read();

    /** What {@link EdgePoller} waits for. */
    int descriptor();

    @Override
    void close();

    /**
     * A change of the line.
     *
     * @param active what it has become
     * @param nanos when, on the clock of {@link System#nanoTime}
     */
    record Edge(boolean active, long nanos) {}
}
