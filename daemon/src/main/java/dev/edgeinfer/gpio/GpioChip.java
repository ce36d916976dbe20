package dev.edgeinfer.gpio;

import dev.edgeinfer.config.LineConfig.Bias;

/** An open GPIO chip. One thread at a time. Lines requested from it outlive it. */
interface GpioChip extends AutoCloseable {

    /** @throws KernelCallException when the chip is gone */
    Info info();

    /**
     * @param offset 0..lines-1
     * @throws KernelCallException when the chip is gone or the kernel too old
     */
    LineInfo line(int offset);

    /**
     * Takes a line as an output for this process alone; the caller closes it.
     *
     * @throws KernelCallException {@code EBUSY} when someone holds it
     */
    GpioLine request(Request request);

    /**
     * Takes a line as an input for this process alone, with its edges; the caller closes it.
     *
     * @throws KernelCallException {@code EBUSY} when someone holds it, {@code EINVAL} also when the kernel does not debounce
     */
    GpioInput request(InputRequest request);

    @Override
    void close();

    /**
     * @param name kernel name, {@code gpiochip0}; may change when the chip is plugged again
     * @param label what the driver calls it, {@code pinctrl-rp1}
     * @param lines number of its lines
     */
    record Info(String name, String label, int lines) {}

    /**
     * @param name kernel name of the line; may be empty
     * @param consumer who holds it; may be empty although it is held
     * @param held whether it cannot be requested
     */
    record LineInfo(int offset, String name, String consumer, boolean held) {}

    /**
     * @param consumer name that others see while the line is held, at most 31 bytes
     * @param active logical state from the first moment on
     */
    record Request(int offset, String consumer, boolean activeLow, Bias bias, boolean active) {}

    /**
     * @param consumer name that others see while the line is held, at most 31 bytes
     * @param debounceMicros how long a level must last to count for the kernel; 0: every edge counts
     */
    record InputRequest(int offset, String consumer, boolean activeLow, Bias bias, int debounceMicros) {}
}
