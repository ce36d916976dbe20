package dev.edgeinfer.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The other end of {@code sd_notify}: a real datagram socket, as a service manager has one. */
@SuppressWarnings("restricted")
public final class NotifyReceiver implements AutoCloseable {

    private static final int MSG_DONTWAIT = 0x40;
    private static final int LARGEST = 64 * 1024;

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECV = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    private final String address;
    private final int descriptor;

    private NotifyReceiver(String address, int descriptor) {
        this.address = address;
        this.descriptor = descriptor;
    }

    /** @param address a path, or an abstract name after {@code @} */
    public static NotifyReceiver bind(String address) {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name[0] == '@') {
            name[0] = 0;
        } else {
            name = Arrays.copyOf(name, name.length + 1);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sockaddr = arena.allocate(2L + name.length, 2);
            sockaddr.set(JAVA_SHORT, 0, (short) 1);
            MemorySegment.copy(name, 0, sockaddr, JAVA_BYTE, 2, name.length);
            int descriptor = (int) SOCKET.invokeExact(1, 2, 0);
            if ((int) BIND.invokeExact(descriptor, sockaddr, (int) sockaddr.byteSize()) != 0) {
                throw new IllegalStateException("cannot bind " + address);
            }
            return new NotifyReceiver(address, descriptor);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    public String address() {
        return address;
    }

    /** The assignments of the datagram that waits longest; empty: none waits. */
    public Optional<List<String>> receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LARGEST);
            long size = (long) RECV.invokeExact(descriptor, buffer, (long) LARGEST, MSG_DONTWAIT);
            if (size < 0) {
                return Optional.empty();
            }
            byte[] datagram = buffer.asSlice(0, size).toArray(JAVA_BYTE);
            return Optional.of(List.of(new String(datagram, StandardCharsets.UTF_8).split("\n")));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The assignments of all datagrams that wait, oldest first. */
    public List<List<String>> receiveAll() {
        return Stream.generate(this::receive)
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .toList();
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
}
