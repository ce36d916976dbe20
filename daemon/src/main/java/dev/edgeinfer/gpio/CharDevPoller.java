package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.edgeinfer.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code poll} over the descriptors of inputs, and over a counter by which it is woken. */
final class CharDevPoller implements EdgePoller {

    /** {@code struct pollfd} */
    private static final StructLayout POLL_DESCRIPTOR = MemoryLayout.structLayout(
            JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    private static final long SIZE = POLL_DESCRIPTOR.byteSize();
    private static final long EVENTS = GpioUapi.offset(POLL_DESCRIPTOR, "events");
    private static final long RETURNED = GpioUapi.offset(POLL_DESCRIPTOR, "revents");

    /** {@code POLLIN}; {@code POLLERR}, {@code POLLHUP} and {@code POLLNVAL} come without being asked for. */
    private static final short READABLE = 1;

    private static final String COUNTER = "a counter";

    private final int wakeUp = Libc.eventCounter();
    private boolean closed;

    @Override
    public List<GpioInput> await(Collection<GpioInput> inputs, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            int count = inputs.size() + 1;
            MemorySegment descriptors = arena.allocate(POLL_DESCRIPTOR, count);
            long at = 0;
            watch(descriptors, at, wakeUp);
            for (GpioInput input : inputs) {
                at += SIZE;
                watch(descriptors, at, input.descriptor());
            }
            Libc.poll(descriptors, count, millis(nanos));
            if (hasAny(descriptors, 0)) {
                Libc.read(COUNTER, wakeUp, arena.allocate(JAVA_LONG));
            }
            List<GpioInput> ready = new ArrayList<>();
            at = 0;
            for (GpioInput input : inputs) {
                at += SIZE;
                if (hasAny(descriptors, at)) {
                    ready.add(input);
                }
            }
            return ready;
        }
    }

    private static void watch(MemorySegment descriptors, long at, int descriptor) {
        descriptors.set(JAVA_INT, at, descriptor);
        descriptors.set(JAVA_SHORT, at + EVENTS, READABLE);
    }

    private static boolean hasAny(MemorySegment descriptors, long at) {
        return descriptors.get(JAVA_SHORT, at + RETURNED) != 0;
    }

    /** Rounded up: who wakes too early would only wait again. */
    private static int millis(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    }

    @Override
    public synchronized void wake() {
        if (!closed) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment one = arena.allocate(JAVA_LONG);
                one.set(JAVA_LONG, 0, 1);
                Libc.write(COUNTER, wakeUp, one);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            CLibrary.close(wakeUp);
        }
    }
}
