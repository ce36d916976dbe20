package dev.edgeinfer.camera.v4l2;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.edgeinfer.system.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.function.Function;

/** Questions to a Video4Linux driver. */
@FunctionalInterface
interface V4l2Ioctl {

    /** {@code EINVAL}: for a list, that it has come to its end. */
    int EINVAL = 22;

    /**
     * Asks once.
     *
     * @param request number of the request
     * @param argument its structure, which the driver fills
     * @return 0, or the {@code errno}
     */
    int ask(long request, MemorySegment argument);

    /**
     * Opens a device, beside whoever else may have it open, and asks it.
     *
     * @throws IOException when it cannot be opened
     */
    static <T> T with(Path device, Function<V4l2Ioctl, T> questions) throws IOException {
        int descriptor = Calls.open(device);
        try {
            return questions.apply((request, argument) -> Calls.ioctl(descriptor, request, argument));
        } finally {
            CLibrary.close(descriptor);
        }
    }

    /** The functions of the C library. */
    @SuppressWarnings("restricted")
    final class Calls {

        /** {@code O_RDWR | O_NONBLOCK | O_CLOEXEC}; the same numbers on x86_64 and aarch64. */
        private static final int FLAGS = 0x2 | 0x800 | 0x80000;

        /** {@code int open(const char *path, int flags, ...)} */
        private static final MethodHandle OPEN = CLibrary.bind(
                "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));

        /** {@code int ioctl(int fd, unsigned long request, ...)} */
        private static final MethodHandle IOCTL = CLibrary.bind(
                "ioctl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));

        private Calls() {}

        private static int open(Path device) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment name = arena.allocateFrom(device.toString());
                return (int) CLibrary.call(
                        state -> (int) OPEN.invokeExact(state, name, FLAGS),
                        (errno, reason) -> new IOException(device + ": " + reason));
            }
        }

        private static int ioctl(int descriptor, long request, MemorySegment argument) {
            try {
                return (int) CLibrary.call(
                        state -> (int) IOCTL.invokeExact(state, descriptor, request, argument),
                        (errno, _) -> new Refusal(errno));
            } catch (Refusal refusal) {
                return refusal.errno;
            }
        }

        private static final class Refusal extends Exception {

            private static final long serialVersionUID = 1L;

            private final int errno;

            private Refusal(int errno) {
                super(null, null, false, false);
                this.errno = errno;
            }
        }
    }
}
