package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListeningProcessTest {

    @Test
    void namesTheProcessThatListens() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    Optional.of("process %d (java)"
                            .formatted(ProcessHandle.current().pid())),
                    ListeningProcess.on(socket.getLocalPort()));
        }
    }

    @Test
    void namesNobodyWhenNobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertEquals(Optional.empty(), ListeningProcess.on(port));
    }
}
