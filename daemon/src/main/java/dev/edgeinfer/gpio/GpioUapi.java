package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.config.LineConfig.Bias;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * Version 2 of the kernel's user interface to GPIO character devices (Linux 5.10 and newer), as {@code linux/gpio.h}
 * defines it: structures, request numbers and flags. Names are those of the header without their prefixes.
 */
final class GpioUapi {

    static final int NAME_SIZE = 32;
    static final int LINES_MAX = 64;
    static final int ATTRIBUTES_MAX = 10;

    static final long FLAG_USED = 1;
    static final long FLAG_ACTIVE_LOW = 1 << 1;
    static final long FLAG_INPUT = 1 << 2;
    static final long FLAG_OUTPUT = 1 << 3;
    static final long FLAG_EDGE_RISING = 1 << 4;
    static final long FLAG_EDGE_FALLING = 1 << 5;
    static final long FLAG_BIAS_PULL_UP = 1 << 8;
    static final long FLAG_BIAS_PULL_DOWN = 1 << 9;
    static final long FLAG_BIAS_DISABLED = 1 << 10;

    static final int ATTRIBUTE_OUTPUT_VALUES = 2;
    static final int ATTRIBUTE_DEBOUNCE = 3;

    /** Logical: on an active-low line it is the falling edge of the level. */
    static final int EVENT_RISING_EDGE = 1;

    static final int EVENT_FALLING_EDGE = 2;

    /** {@code struct gpiochip_info} */
    static final StructLayout CHIP_INFO =
            MemoryLayout.structLayout(name("name"), name("label"), JAVA_INT.withName("lines"));

    /** {@code struct gpio_v2_line_values} */
    static final StructLayout LINE_VALUES =
            MemoryLayout.structLayout(JAVA_LONG.withName("bits"), JAVA_LONG.withName("mask"));

    /**
     * {@code struct gpio_v2_line_attribute}, its union by its widest member, which begins where {@code debounce_period_us}
     * (32 bits) does.
     */
    static final StructLayout LINE_ATTRIBUTE = MemoryLayout.structLayout(
            JAVA_INT.withName("id"), JAVA_INT.withName("padding"), JAVA_LONG.withName("values"));

    /** {@code struct gpio_v2_line_config_attribute} */
    static final StructLayout LINE_CONFIG_ATTRIBUTE =
            MemoryLayout.structLayout(LINE_ATTRIBUTE.withName("attr"), JAVA_LONG.withName("mask"));

    /** {@code struct gpio_v2_line_config} */
    static final StructLayout LINE_CONFIG = MemoryLayout.structLayout(
            JAVA_LONG.withName("flags"),
            JAVA_INT.withName("num_attrs"),
            MemoryLayout.sequenceLayout(5, JAVA_INT).withName("padding"),
            MemoryLayout.sequenceLayout(ATTRIBUTES_MAX, LINE_CONFIG_ATTRIBUTE).withName("attrs"));

    /** {@code struct gpio_v2_line_request} */
    static final StructLayout LINE_REQUEST = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(LINES_MAX, JAVA_INT).withName("offsets"),
            name("consumer"),
            LINE_CONFIG.withName("config"),
            JAVA_INT.withName("num_lines"),
            JAVA_INT.withName("event_buffer_size"),
            MemoryLayout.sequenceLayout(5, JAVA_INT).withName("padding"),
            JAVA_INT.withName("fd"));

    /** {@code struct gpio_v2_line_info} */
    static final StructLayout LINE_INFO = MemoryLayout.structLayout(
            name("name"),
            name("consumer"),
            JAVA_INT.withName("offset"),
            JAVA_INT.withName("num_attrs"),
            JAVA_LONG.withName("flags"),
            MemoryLayout.sequenceLayout(ATTRIBUTES_MAX, LINE_ATTRIBUTE).withName("attrs"),
            MemoryLayout.sequenceLayout(4, JAVA_INT).withName("padding"));

    /** {@code struct gpio_v2_line_event}; its time is that of {@code CLOCK_MONOTONIC}. */
    static final StructLayout LINE_EVENT = MemoryLayout.structLayout(
            JAVA_LONG.withName("timestamp_ns"),
            JAVA_INT.withName("id"),
            JAVA_INT.withName("offset"),
            JAVA_INT.withName("seqno"),
            JAVA_INT.withName("line_seqno"),
            MemoryLayout.sequenceLayout(6, JAVA_INT).withName("padding"));

    private static final int READ = 2;
    private static final int READ_AND_WRITE = 3;

    static final long GET_CHIPINFO = request(READ, 0x01, CHIP_INFO);
    static final long GET_LINEINFO = request(READ_AND_WRITE, 0x05, LINE_INFO);
    static final long GET_LINE = request(READ_AND_WRITE, 0x07, LINE_REQUEST);
    static final long LINE_GET_VALUES = request(READ_AND_WRITE, 0x0E, LINE_VALUES);
    static final long LINE_SET_VALUES = request(READ_AND_WRITE, 0x0F, LINE_VALUES);

    private GpioUapi() {}

    /** Offset in bytes of a member, by its path of names; a sequence stands for its first element. */
    static long offset(StructLayout struct, String... path) {
        PathElement[] elements = new PathElement[path.length];
        for (int i = 0; i < path.length; i++) {
            elements[i] = PathElement.groupElement(path[i]);
        }
        return struct.byteOffset(elements);
    }

    /** Flags of an output with the bias. */
    static long outputFlags(boolean activeLow, Bias bias) {
        return FLAG_OUTPUT | flags(activeLow, bias);
    }

    /** Flags of an input with the bias that tells of both edges. */
    static long inputFlags(boolean activeLow, Bias bias) {
        return FLAG_INPUT | FLAG_EDGE_RISING | FLAG_EDGE_FALLING | flags(activeLow, bias);
    }

    private static long flags(boolean activeLow, Bias bias) {
        long pull =
                switch (bias) {
                    case AS_IS -> 0;
                    case DISABLED -> FLAG_BIAS_DISABLED;
                    case PULL_UP -> FLAG_BIAS_PULL_UP;
                    case PULL_DOWN -> FLAG_BIAS_PULL_DOWN;
                };
        return pull | (activeLow ? FLAG_ACTIVE_LOW : 0);
    }

    /** {@code _IOC(direction, 0xB4, number, size)} of {@code asm-generic/ioctl.h}, which x86_64 and aarch64 share. */
    private static long request(int direction, int number, StructLayout argument) {
        return ((long) direction << 30) | (argument.byteSize() << 16) | (0xB4L << 8) | number;
    }

    /** A name that ends with NUL. */
    private static MemoryLayout name(String member) {
        return MemoryLayout.sequenceLayout(NAME_SIZE, JAVA_BYTE).withName(member);
    }
}
