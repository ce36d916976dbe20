package dev.edgeinfer.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

    /** {@code sizeof(sun_path)}; a path ends with a zero byte, an abstract name begins with one. */
    private static final int LONGEST_NAME = 108;

    private static final int FAMILY_SIZE = 2;

    /** {@code int socket(int domain, int type, int protocol)} */
    private static final MethodHandle SOCKET =
            CLibrary.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t length)} */
    private static final MethodHandle SETSOCKOPT = CLibrary.bind(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    /** {@code ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *, socklen_t)} */
    private static final MethodHandle SENDTO = CLibrary.bind(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

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
            MemorySegment to = sockaddr(arena, address);
            MemorySegment data = arena.allocateFrom(text);
            // Without the zero that ends a string in C.
            long size = data.byteSize() - 1;
            MemorySegment timeval = arena.allocateFrom(JAVA_LONG, patience.toSeconds(), patience.toNanosPart() / 1000);
            int descriptor = (int)
                    call("socket", state -> (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
            try {
                call("setsockopt", state -> (int) SETSOCKOPT.invokeExact(
                        state, descriptor, SOL_SOCKET, SO_SNDTIMEO, timeval, (int) timeval.byteSize()));
                call("sendto", state -> (long)
                        SENDTO.invokeExact(state, descriptor, data, size, MSG_NOSIGNAL, to, (int) to.byteSize()));
            } finally {
                CLibrary.close(descriptor);
            }
        }
    }

    private static long call(String name, CLibrary.Call function) throws IOException {
        return CLibrary.call(
                function,
                (errno, reason) -> new IOException("%s failed: %s (errno %d)".formatted(name, reason, errno)));
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
}
