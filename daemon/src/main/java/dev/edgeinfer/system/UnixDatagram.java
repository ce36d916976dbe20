package dev.edgeinfer.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends datagrams to a Unix socket, which the JDK's own Unix channels, being streams, cannot. The numbers are those of
 * Linux on x86_64 and aarch64.
 */
@SuppressWarnings("restricted")
final class UnixDatagram {

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EINTR = 4;

    /** {@code sizeof(sun_path)}; a path ends with a zero byte, an abstract name begins with one. */
    private static final int LONGEST_NAME = 108;

    private static final int FAMILY_SIZE = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code int socket(int domain, int type, int protocol)} */
    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t length)} */
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    /** {@code ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *, socklen_t)} */
    private static final MethodHandle SENDTO = function(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /** {@code int close(int fd)} */
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** {@code char *strerror(int errno)} */
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private UnixDatagram() {}

    /** A path ({@code /run/x}) or, after {@code @}, an abstract name, of a length that the kernel takes. */
    static boolean isAddress(String address) {
        boolean known = address.startsWith("/") || address.startsWith("@");
        return known
                && address.length() > 1
                && address.getBytes(StandardCharsets.UTF_8).length < LONGEST_NAME
                && address.indexOf('\0') < 0;
    }

    /**
     * Sends one datagram.
     *
     * @param address one that {@link #isAddress} accepts
     * @param patience how long to wait for a receiver that is behind; above zero
     * @throws IOException nobody listens there, or the receiver is behind for longer
     */
    static void send(String address, String text, Duration patience) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int descriptor =
                    check("socket", state, (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
            try {
                MemorySegment timeval =
                        arena.allocateFrom(JAVA_LONG, patience.toSeconds(), patience.toNanosPart() / 1000);
                int size = (int) timeval.byteSize();
                check("setsockopt", state, (int)
                        SETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_SNDTIMEO, timeval, size));
                send(descriptor, sockaddr(arena, address), arena.allocateFrom(text), state);
            } finally {
                int ignored = (int) CLOSE.invokeExact(state, descriptor);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the C library threw, which none can", e);
        }
    }

    private static void send(int descriptor, MemorySegment to, MemorySegment text, MemorySegment state)
            throws Throwable {
        long sent;
        do {
            // Without the zero that ends a string in C.
            sent = (long) SENDTO.invokeExact(
                    state, descriptor, text, text.byteSize() - 1, MSG_NOSIGNAL, to, (int) to.byteSize());
        } while (sent < 0 && (int) ERRNO.get(state, 0L) == EINTR);
        check("sendto", state, sent < 0 ? -1 : 0);
    }

    /** {@code struct sockaddr_un} of just the length that the name has, as an abstract one must be. */
    private static MemorySegment sockaddr(Arena arena, String address) {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name[0] == '@') {
            name[0] = 0;
        }
        boolean isPath = name[0] != 0;
        MemorySegment sockaddr = arena.allocate(FAMILY_SIZE + name.length + (isPath ? 1 : 0), FAMILY_SIZE);
        sockaddr.set(JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(name, 0, sockaddr, JAVA_BYTE, FAMILY_SIZE, name.length);
        return sockaddr;
    }

    private static int check(String call, MemorySegment state, int result) throws Throwable {
        if (result >= 0) {
            return result;
        }
        int errno = (int) ERRNO.get(state, 0L);
        MemorySegment reason = (MemorySegment) STRERROR.invokeExact(errno);
        throw new IOException("%s failed: %s (errno %d)"
                .formatted(call, reason.reinterpret(Long.MAX_VALUE).getString(0), errno));
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}
