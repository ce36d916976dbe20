package dev.edgeinfer.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/**
 * How functions of the C library are called that tell by {@code errno} why they failed, for all who bind some. A call
 * interrupted by a signal (the JVM uses them) is repeated. Any thread may call.
 */
@SuppressWarnings("restricted")
public final class CLibrary {

    private static final int EINTR = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code int close(int fd)} */
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** {@code char *strerror(int errno)} */
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private CLibrary() {}

    /** Calls a function with the memory that takes its {@code errno}; below zero it has failed. */
    @FunctionalInterface
    public interface Call {
        long invoke(MemorySegment callState) throws Throwable;
    }

    /** What is thrown for an {@code errno} and the system's word for it. */
    @FunctionalInterface
    public interface Failure<X extends Exception> {
        X of(int errno, String reason);
    }

    /** A function of the library; its first argument is what {@link Call} is given. */
    public static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
                .toArray(Linker.Option[]::new);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
    }

    /**
     * Calls a function until no signal interrupts it.
     *
     * @return what it returned, not below zero
     * @throws X when it fails
     */
    public static <X extends Exception> long call(Call function, Failure<X> failure) throws X {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            while (true) {
                long result = invoke(function, state);
                if (result >= 0) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != EINTR) {
                    throw failure.of(errno, reason(errno));
                }
            }
        }
    }

    /** Frees a descriptor. Linux does that whatever it answers, so there is nothing to be told. */
    public static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw undeclared(e);
        }
    }

    private static long invoke(Call function, MemorySegment state) {
        try {
            return function.invoke(state);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw undeclared(e);
        }
    }

    private static String reason(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw undeclared(e);
        }
    }

    private static IllegalStateException undeclared(Throwable e) {
        return new IllegalStateException("a function of the C library threw, which none can", e);
    }
}
