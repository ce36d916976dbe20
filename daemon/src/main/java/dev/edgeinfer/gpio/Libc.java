package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.system.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The calls of the C library that character devices need; those that fail throw a {@link KernelCallException}. */
@SuppressWarnings("restricted")
final class Libc {

    /** {@code O_RDWR | O_CLOEXEC}; the same numbers on x86_64 and aarch64. */
    private static final int READ_WRITE = 0x2 | 0x80000;

    /** {@code int open(const char *path, int flags, ...)} */
    private static final MethodHandle OPEN = CLibrary.bind(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));

    /** {@code int ioctl(int fd, unsigned long request, ...)} */
    private static final MethodHandle IOCTL = CLibrary.bind(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    /** {@code ssize_t read(int fd, void *buf, size_t count)} */
    private static final MethodHandle READ =
            CLibrary.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    /** {@code ssize_t write(int fd, const void *buf, size_t count)} */
    private static final MethodHandle WRITE =
            CLibrary.bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    /** {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)} */
    private static final MethodHandle POLL =
            CLibrary.bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    /** {@code int eventfd(unsigned int initval, int flags)} */
    private static final MethodHandle EVENTFD =
            CLibrary.bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    /** {@code EFD_CLOEXEC | EFD_NONBLOCK}; the same numbers on x86_64 and aarch64. */
    private static final int CLOSE_ON_EXEC_NONBLOCKING = 0x80000 | 0x800;

    private Libc() {}

    /** Opens a device for reading and writing and returns its descriptor, which the caller closes. */
    static int open(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            return call("open", path.toString(), state -> (int) OPEN.invokeExact(state, name, READ_WRITE));
        }
    }

    /**
     * @param call name of the request, for the message
     * @param subject what the descriptor stands for, for the message
     */
    static void ioctl(String call, String subject, int descriptor, long request, MemorySegment argument) {
        call(call, subject, state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
    }

    /**
     * Reads into a buffer.
     *
     * @param subject what the descriptor stands for, for the message
     * @return bytes read
     */
    static int read(String subject, int descriptor, MemorySegment buffer) {
        return call("read", subject, state -> (long) READ.invokeExact(state, descriptor, buffer, buffer.byteSize()));
    }

    /** As {@link #read}, the other way. */
    static void write(String subject, int descriptor, MemorySegment buffer) {
        call("write", subject, state -> (long) WRITE.invokeExact(state, descriptor, buffer, buffer.byteSize()));
    }

    /**
     * Waits for descriptors.
     *
     * @param descriptors an array of {@code struct pollfd}
     * @param millis not below 0
     * @return how many of them have something; a wait that a signal interrupts begins anew
     */
    static int poll(MemorySegment descriptors, int count, int millis) {
        return call("poll", "inputs", state -> (int) POLL.invokeExact(state, descriptors, (long) count, millis));
    }

    /** A counter to wait for, which the caller closes; it never blocks. */
    static int eventCounter() {
        return call("eventfd", "a counter", state -> (int) EVENTFD.invokeExact(state, 0, CLOSE_ON_EXEC_NONBLOCKING));
    }

    private static int call(String call, String subject, CLibrary.Call function) {
        return (int) CLibrary.call(function, (errno, reason) -> new KernelCallException(call, subject, errno, reason));
    }
}
