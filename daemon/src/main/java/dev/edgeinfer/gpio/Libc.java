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

/** The calls of the C library that a character device needs; those that fail throw a {@link KernelCallException}. */
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

    private static int call(String call, String subject, CLibrary.Call function) {
        return (int) CLibrary.call(function, (errno, reason) -> new KernelCallException(call, subject, errno, reason));
    }
}
