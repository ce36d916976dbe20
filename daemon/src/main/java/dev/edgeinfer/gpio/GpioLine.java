package dev.edgeinfer.gpio;

/** A GPIO line held as an output. States are logical: the kernel inverts an active-low line. One thread at a time. */
interface GpioLine extends AutoCloseable {

    /** @throws KernelCallException {@code ENODEV} when the chip is gone */
    void set(boolean active);

    /**
     * The state that the chip reports.
     *
     * @throws KernelCallException {@code ENODEV} when the chip is gone
     */
    boolean isActive();

    /** Releases the line; its level is then up to the chip's driver, mostly it stays. Harmless when repeated. */
    @Override
    void close();
}
