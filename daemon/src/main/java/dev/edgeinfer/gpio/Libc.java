package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The three calls of the C library that a character device needs. Those that can fail throw a
 * {@link KernelCallException}; a call interrupted by a signal (the JVM uses them) is repeated.
 */
@SuppressWarnings("restricted")
final class Libc {

    /** {@code O_RDWR | O_CLOEXEC}; the same numbers on x86_64 and aarch64. */
    private static final int READ_WRITE = 0x2 | 0x80000;

    private static final int EINTR = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code int open(const char *path, int flags, ...)} */
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);

    /** {@code int ioctl(int fd, unsigned long request, ...)} */
    private static final MethodHandle IOCTL =
            function("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

    /** {@code int close(int fd)} */
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** {@code char *strerror(int errno)} */
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

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

    /** Frees a descriptor. Linux does that whatever it answers, so there is nothing to be told. */
    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw undeclared(e);
        }
    }

    @FunctionalInterface
    private interface NativeCall {
        int invoke(MemorySegment callState) throws Throwable;
    }

    private static int call(String call, String subject, NativeCall function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            while (true) {
                int result = function.invoke(state);
                if (result >= 0) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != EINTR) {
                    throw new KernelCallException(call, subject, errno, reason(errno));
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw undeclared(e);
        }
    }

    private static IllegalStateException undeclared(Throwable e) {
        return new IllegalStateException("a function of the C library threw, which none can", e);
    }

    private static String reason(int errno) throws Throwable {
        MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, int firstVariadic) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                Linker.Option.firstVariadicArg(firstVariadic),
                Linker.Option.captureCallState("errno"));
    }
}
