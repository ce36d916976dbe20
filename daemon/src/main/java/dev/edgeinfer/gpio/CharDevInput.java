package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The descriptor of one line that was requested with its edges. */
final class CharDevInput implements GpioInput {

    private static final int EDGES_READ = 16;
    private static final long SIZE = GpioUapi.LINE_EVENT.byteSize();
    private static final long BITS = GpioUapi.offset(GpioUapi.LINE_VALUES, "bits");
    private static final long MASK = GpioUapi.offset(GpioUapi.LINE_VALUES, "mask");

    private final String chip;
    private final int descriptor;
    private boolean closed;

    CharDevInput(String chip, int descriptor) {
        this.chip = chip;
        this.descriptor = descriptor;
    }

    @Override
    public boolean isActive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(GpioUapi.LINE_VALUES);
            values.set(JAVA_LONG, MASK, 1);
            Libc.ioctl("GPIO_V2_LINE_GET_VALUES", chip, descriptor(), GpioUapi.LINE_GET_VALUES, values);
            return (values.get(JAVA_LONG, BITS) & 1) == 1;
        }
    }

    @Override
    public List<Edge> read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(GpioUapi.LINE_EVENT, EDGES_READ);
            return decode(events.asSlice(0, Libc.read(chip, descriptor(), events)));
        }
    }

    /** @param events as the kernel wrote them; whole ones only, as it promises */
    static List<Edge> decode(MemorySegment events) {
        List<Edge> edges = new ArrayList<>();
        for (long at = 0; at + SIZE <= events.byteSize(); at += SIZE) {
            int id = events.get(JAVA_INT, at + GpioUapi.offset(GpioUapi.LINE_EVENT, "id"));
            long nanos = events.get(JAVA_LONG, at + GpioUapi.offset(GpioUapi.LINE_EVENT, "timestamp_ns"));
            edges.add(new Edge(id == GpioUapi.EVENT_RISING_EDGE, nanos));
        }
        return edges;
    }

    @Override
    public int descriptor() {
        if (closed) {
            throw new IllegalStateException("the line is closed; its descriptor may be another file's by now");
        }
        return descriptor;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CLibrary.close(descriptor);
        }
    }
}
