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

    /**
     * Writes a request for one output line with its first state.
     *
     * @param argument a zeroed {@link GpioUapi#LINE_REQUEST}
     */
    static void encode(Request request, MemorySegment argument) {
        StructLayout layout = GpioUapi.LINE_REQUEST;
        long attributes = GpioUapi.offset(layout, "config", "attrs");
        StructLayout attribute = GpioUapi.LINE_CONFIG_ATTRIBUTE;
        argument.set(JAVA_INT, GpioUapi.offset(layout, "offsets"), request.offset());
        argument.setString(GpioUapi.offset(layout, "consumer"), request.consumer());
        argument.set(
                JAVA_LONG,
                GpioUapi.offset(layout, "config", "flags"),
                GpioUapi.outputFlags(request.activeLow(), request.bias()));
        argument.set(JAVA_INT, GpioUapi.offset(layout, "config", "num_attrs"), 1);
        argument.set(JAVA_INT, attributes + GpioUapi.offset(attribute, "attr", "id"), GpioUapi.ATTRIBUTE_OUTPUT_VALUES);
        argument.set(JAVA_LONG, attributes + GpioUapi.offset(attribute, "attr", "values"), request.active() ? 1 : 0);
        argument.set(JAVA_LONG, attributes + GpioUapi.offset(attribute, "mask"), 1);
        argument.set(JAVA_INT, GpioUapi.offset(layout, "num_lines"), 1);
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
