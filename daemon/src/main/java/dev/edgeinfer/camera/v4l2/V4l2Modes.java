package dev.edgeinfer.camera.v4l2;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The modes that a capture device has, as its driver lists them; for people, in the order of the driver. Single-planar and
 * multi-planar devices alike.
 *
 * @param captures whether it gives pictures; what does not is an output, a codec, or gives metadata only
 * @param formats with their sizes and rates; may be empty, since drivers need not list them
 */
record V4l2Modes(boolean captures, List<Format> formats) {

    /**
     * A pixel format.
     *
     * @param fourcc four-character code, such as {@code YUYV}
     * @param sizes such as {@code 640x480 at 30, 15 fps}
     */
    record Format(String fourcc, List<String> sizes) {

        private String text() {
            String shown = sizes.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
            String more = sizes.size() > MOST_SHOWN ? " and %d more".formatted(sizes.size() - MOST_SHOWN) : "";
            return sizes.isEmpty() ? fourcc : "%s %s%s".formatted(fourcc, shown, more);
        }
    }

    private static final int MOST_SHOWN = 10;

    /** A driver whose lists do not end is not believed. */
    private static final int MOST_LISTED = 256;

    /** Reads the modes of a device; empty when it cannot be opened, or is none. */
    static Optional<V4l2Modes> of(Path device) {
        try {
            return V4l2Ioctl.with(device, V4l2Modes::read);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads the modes; empty when what answers is no Video4Linux driver. */
    static Optional<V4l2Modes> read(V4l2Ioctl driver) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capability = arena.allocate(V4l2Uapi.CAPABILITY_SIZE, V4l2Uapi.ALIGNMENT);
            if (driver.ask(V4l2Uapi.QUERYCAP, capability) != 0) {
                return Optional.empty();
            }
            int device = capability.get(JAVA_INT, V4l2Uapi.CAPABILITIES);
            int flags = (device & V4l2Uapi.CAP_DEVICE_CAPS) == 0
                    ? device
                    : capability.get(JAVA_INT, V4l2Uapi.DEVICE_CAPABILITIES);
            boolean multiPlanar = (flags & V4l2Uapi.CAP_VIDEO_CAPTURE_MPLANE) != 0;
            boolean captures = multiPlanar || (flags & V4l2Uapi.CAP_VIDEO_CAPTURE) != 0;
            int type = multiPlanar ? V4l2Uapi.TYPE_CAPTURE_MPLANE : V4l2Uapi.TYPE_CAPTURE;
            return Optional.of(new V4l2Modes(captures, captures ? formats(driver, arena, type) : List.of()));
        }
    }

    /** All of them, in one line; empty when the driver lists none. */
    Optional<String> text() {
        return formats.isEmpty()
                ? Optional.empty()
                : Optional.of(formats.stream().map(Format::text).collect(Collectors.joining("; ")));
    }

    private static List<Format> formats(V4l2Ioctl driver, Arena arena, int type) {
        List<Format> formats = new ArrayList<>();
        MemorySegment format = arena.allocate(V4l2Uapi.FORMAT_SIZE, V4l2Uapi.ALIGNMENT);
        list(
                driver,
                V4l2Uapi.ENUM_FORMATS,
                () -> {
                    format.fill((byte) 0);
                    format.set(JAVA_INT, V4l2Uapi.FORMAT_TYPE, type);
                    return format;
                },
                found -> {
                    int code = found.get(JAVA_INT, V4l2Uapi.FORMAT_CODE);
                    formats.add(new Format(V4l2Source.decode(code), sizes(driver, arena, code)));
                });
        return List.copyOf(formats);
    }

    private static List<String> sizes(V4l2Ioctl driver, Arena arena, int format) {
        List<String> sizes = new ArrayList<>();
        MemorySegment size = arena.allocate(V4l2Uapi.SIZE_SIZE, V4l2Uapi.ALIGNMENT);
        list(
                driver,
                V4l2Uapi.ENUM_SIZES,
                () -> {
                    size.fill((byte) 0);
                    size.set(JAVA_INT, V4l2Uapi.SIZE_FORMAT, format);
                    return size;
                },
                found -> sizes.add(size(driver, arena, format, found)));
        return List.copyOf(sizes);
    }

    private static String size(V4l2Ioctl driver, Arena arena, int format, MemorySegment found) {
        int first = found.get(JAVA_INT, V4l2Uapi.SIZE_VALUES);
        int second = found.get(JAVA_INT, V4l2Uapi.SIZE_VALUES + 4);
        if (found.get(JAVA_INT, V4l2Uapi.SIZE_KIND) != V4l2Uapi.DISCRETE) {
            // Least and most width, a step, least and most height, a step.
            return "%dx%d to %dx%d"
                    .formatted(
                            first,
                            found.get(JAVA_INT, V4l2Uapi.SIZE_VALUES + 12),
                            second,
                            found.get(JAVA_INT, V4l2Uapi.SIZE_VALUES + 16));
        }
        List<String> rates = rates(driver, arena, format, first, second);
        String text = first + "x" + second;
        return rates.isEmpty() ? text : "%s at %s fps".formatted(text, String.join(", ", rates));
    }

    private static List<String> rates(V4l2Ioctl driver, Arena arena, int format, int width, int height) {
        List<String> rates = new ArrayList<>();
        MemorySegment interval = arena.allocate(V4l2Uapi.INTERVAL_SIZE, V4l2Uapi.ALIGNMENT);
        list(
                driver,
                V4l2Uapi.ENUM_INTERVALS,
                () -> {
                    interval.fill((byte) 0);
                    interval.set(JAVA_INT, V4l2Uapi.INTERVAL_FORMAT, format);
                    interval.set(JAVA_INT, V4l2Uapi.INTERVAL_WIDTH, width);
                    interval.set(JAVA_INT, V4l2Uapi.INTERVAL_HEIGHT, height);
                    return interval;
                },
                found -> {
                    boolean discrete = found.get(JAVA_INT, V4l2Uapi.INTERVAL_KIND) == V4l2Uapi.DISCRETE;
                    String shortest = rate(found, V4l2Uapi.INTERVAL_VALUES);
                    rates.add(discrete ? shortest : rate(found, V4l2Uapi.INTERVAL_VALUES + 8) + " to " + shortest);
                });
        return rates;
    }

    /** The rate of an interval, which is a fraction of a second. */
    private static String rate(MemorySegment found, long offset) {
        int numerator = found.get(JAVA_INT, offset);
        int denominator = found.get(JAVA_INT, offset + 4);
        double fps = numerator == 0 ? 0 : (double) denominator / numerator;
        return fps == Math.rint(fps) ? Long.toString((long) fps) : String.format(Locale.ROOT, "%.2f", fps);
    }

    /**
     * Goes through a list of the driver's: every structure of such a list begins with the index.
     *
     * @param question gives the structure with what is asked for, all else zero
     */
    private static void list(
            V4l2Ioctl driver, long request, Supplier<MemorySegment> question, Consumer<MemorySegment> found) {
        for (int index = 0; index < MOST_LISTED; index++) {
            MemorySegment argument = question.get();
            argument.set(JAVA_INT, 0, index);
            if (driver.ask(request, argument) != 0) {
                return;
            }
            found.accept(argument);
            if (request != V4l2Uapi.ENUM_FORMATS && argument.get(JAVA_INT, kindOffset(request)) != V4l2Uapi.DISCRETE) {
                // A range is one entry, and some drivers repeat it for every index.
                return;
            }
        }
    }

    private static long kindOffset(long request) {
        return request == V4l2Uapi.ENUM_SIZES ? V4l2Uapi.SIZE_KIND : V4l2Uapi.INTERVAL_KIND;
    }
}
