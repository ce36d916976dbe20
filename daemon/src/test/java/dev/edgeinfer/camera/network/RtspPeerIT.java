package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RtspPeerIT {

    @Test
    void itDoesNotOutliveWhoStartedIt() throws Exception {
        try (RtspPeer peer = RtspPeer.start()) {
            assertTrue(peer.leave(Duration.ofSeconds(30)));
        }
    }
}
