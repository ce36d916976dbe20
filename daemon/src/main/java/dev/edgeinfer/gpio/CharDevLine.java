package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The descriptor of one requested line; bit 0 of the values is that line. */
final class CharDevLine implements GpioLine {

    private static final long BITS = GpioUapi.offset(GpioUapi.LINE_VALUES, "bits");
    private static final long MASK = GpioUapi.offset(GpioUapi.LINE_VALUES, "mask");

    private final String chip;
    private final int descriptor;
    private boolean closed;

    CharDevLine(String chip, int descriptor) {
        this.chip = chip;
        this.descriptor = descriptor;
    }

    @Override
    public void set(boolean active) {
        exchange("GPIO_V2_LINE_SET_VALUES", GpioUapi.LINE_SET_VALUES, active ? 1 : 0);
    }

    @Override
    public boolean isActive() {
        return exchange("GPIO_V2_LINE_GET_VALUES", GpioUapi.LINE_GET_VALUES, 0) == 1;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CLibrary.close(descriptor);
        }
    }

    private long exchange(String call, long request, long bits) {
        if (closed) {
            throw new IllegalStateException("the line is closed; its descriptor may be another file's by now");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(GpioUapi.LINE_VALUES);
            values.set(JAVA_LONG, BITS, bits);
            values.set(JAVA_LONG, MASK, 1);
            Libc.ioctl(call, chip, descriptor, request, values);
            return values.get(JAVA_LONG, BITS) & 1;
        }
    }
}
