package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;

/** The descriptor of one {@code /dev/gpiochipN}. */
final class CharDevChip implements GpioChip {

    /** Edges that the kernel keeps of an input until they are read. */
    private static final int EDGES_KEPT = 64;

    private final String path;
    private final int descriptor;
    private boolean closed;

    CharDevChip(Path path) {
        this.path = path.toString();
        this.descriptor = Libc.open(path);
    }

    @Override
    public Info info() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(GpioUapi.CHIP_INFO);
            Libc.ioctl("GPIO_GET_CHIPINFO", path, descriptor, GpioUapi.GET_CHIPINFO, info);
            return new Info(
                    text(info, GpioUapi.CHIP_INFO, "name"),
                    text(info, GpioUapi.CHIP_INFO, "label"),
                    info.get(JAVA_INT, GpioUapi.offset(GpioUapi.CHIP_INFO, "lines")));
        }
    }

    @Override
    public LineInfo line(int offset) {
        StructLayout layout = GpioUapi.LINE_INFO;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(layout);
            info.set(JAVA_INT, GpioUapi.offset(layout, "offset"), offset);
            Libc.ioctl("GPIO_V2_GET_LINEINFO", path, descriptor, GpioUapi.GET_LINEINFO, info);
            long flags = info.get(JAVA_LONG, GpioUapi.offset(layout, "flags"));
            return new LineInfo(
                    offset,
                    text(info, layout, "name"),
                    text(info, layout, "consumer"),
                    (flags & GpioUapi.FLAG_USED) != 0);
        }
    }

    @Override
    public GpioLine request(Request request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(GpioUapi.LINE_REQUEST);
            encode(request, argument);
            Libc.ioctl("GPIO_V2_GET_LINE", path, descriptor, GpioUapi.GET_LINE, argument);
            return new CharDevLine(path, argument.get(JAVA_INT, GpioUapi.offset(GpioUapi.LINE_REQUEST, "fd")));
        }
    }

    @Override
    public GpioInput request(InputRequest request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(GpioUapi.LINE_REQUEST);
            encode(request, argument);
            Libc.ioctl("GPIO_V2_GET_LINE", path, descriptor, GpioUapi.GET_LINE, argument);
            return new CharDevInput(path, argument.get(JAVA_INT, GpioUapi.offset(GpioUapi.LINE_REQUEST, "fd")));
        }
    }

    /**
     * Writes a request for one output line with its first state.
     *
     * @param argument a zeroed {@link GpioUapi#LINE_REQUEST}
     */
    static void encode(Request request, MemorySegment argument) {
        encode(request.offset(), request.consumer(), argument);
        encodeFlags(GpioUapi.outputFlags(request.activeLow(), request.bias()), argument);
        MemorySegment value = encodeAttribute(GpioUapi.ATTRIBUTE_OUTPUT_VALUES, argument);
        value.set(JAVA_LONG, 0, request.active() ? 1 : 0);
    }

    /**
     * Writes a request for one input line with both of its edges.
     *
     * @param argument a zeroed {@link GpioUapi#LINE_REQUEST}
     */
    static void encode(InputRequest request, MemorySegment argument) {
        encode(request.offset(), request.consumer(), argument);
        encodeFlags(GpioUapi.inputFlags(request.activeLow(), request.bias()), argument);
        argument.set(JAVA_INT, GpioUapi.offset(GpioUapi.LINE_REQUEST, "event_buffer_size"), EDGES_KEPT);
        if (request.debounceMicros() > 0) {
            MemorySegment value = encodeAttribute(GpioUapi.ATTRIBUTE_DEBOUNCE, argument);
            value.set(JAVA_INT, 0, request.debounceMicros());
        }
    }

    private static void encode(int offset, String consumer, MemorySegment argument) {
        StructLayout layout = GpioUapi.LINE_REQUEST;
        argument.set(JAVA_INT, GpioUapi.offset(layout, "offsets"), offset);
        argument.setString(GpioUapi.offset(layout, "consumer"), consumer);
        argument.set(JAVA_INT, GpioUapi.offset(layout, "num_lines"), 1);
    }

    private static void encodeFlags(long flags, MemorySegment argument) {
        argument.set(JAVA_LONG, GpioUapi.offset(GpioUapi.LINE_REQUEST, "config", "flags"), flags);
    }

    /** Adds the only attribute, for the only line. @return where its value goes */
    private static MemorySegment encodeAttribute(int id, MemorySegment argument) {
        StructLayout attribute = GpioUapi.LINE_CONFIG_ATTRIBUTE;
        long first = GpioUapi.offset(GpioUapi.LINE_REQUEST, "config", "attrs");
        argument.set(JAVA_INT, GpioUapi.offset(GpioUapi.LINE_REQUEST, "config", "num_attrs"), 1);
        argument.set(JAVA_INT, first + GpioUapi.offset(attribute, "attr", "id"), id);
        argument.set(JAVA_LONG, first + GpioUapi.offset(attribute, "mask"), 1);
        return argument.asSlice(first + GpioUapi.offset(attribute, "attr", "values"), Long.BYTES);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CLibrary.close(descriptor);
        }
    }

    private static String text(MemorySegment struct, StructLayout layout, String member) {
        return struct.asSlice(GpioUapi.offset(layout, member), GpioUapi.NAME_SIZE)
                .getString(0);
    }
}
