package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RTSP over a network that loses packets. */
@Timeout(120)
class LossyRtspIT {

    private final Mat image = new Mat();

    @Test
    void overUdpWithATenthOfThePacketsLostPicturesGoOn() {
        try (FaultyNetwork network = FaultyNetwork.create();
                RtspPeer peer = start(network);
                FrameSource source = open(peer, "udp")) {
            next(source);
            network.loseUdp(10);
            for (int i = 0; i < 45; i++) {
                next(source);
            }
            assertEquals(320, image.cols());
        }
    }

    @Test
    void aConnectionThatIsHalfOpenIsGivenUpByItself() {
        try (FaultyNetwork network = FaultyNetwork.create();
                RtspPeer peer = start(network);
                FrameSource source = open(peer, "tcp")) {
            next(source);
            network.loseEverything();
            var e = assertThrows(SourceException.class, () -> {
                while (source.grab()) {
                    // What had arrived already.
                }
            });
            assertTrue(e.getMessage().contains("check its"), e.getMessage());
        }
    }

    @Test
    void aServerThatCannotBeReachedIsGivenUpWhileOpening() {
        try (FaultyNetwork network = FaultyNetwork.create();
                RtspPeer peer = start(network)) {
            network.loseEverything();
            var e = assertThrows(SourceException.class, () -> open(peer, "tcp"));
            assertTrue(e.getMessage().contains("has not answered in time (open)"), e.getMessage());
        }
    }

    private static RtspPeer start(FaultyNetwork network) {
        return RtspPeer.start(network.inside(), "--address", FaultyNetwork.SERVER);
    }

    private static FrameSource open(RtspPeer peer, String transport) {
        return FrameSources.open(ConfigFile.source(
                "test", "rtsp://%s:%d/test#transport=%s".formatted(FaultyNetwork.SERVER, peer.port(), transport)));
    }

    private void next(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
    }
}
