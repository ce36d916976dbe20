package dev.edgeinfer.camera.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MJPEG over HTTP, from servers as they should be. */
@Timeout(120)
class MjpegSourceIT extends MjpegOnLoopback {

    @Test
    void picturesArriveAsTheyAreSent() {
        CountDownLatch taken = new CountDownLatch(1);
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.picture(out, grey(50));
            taken.await();
            MjpegPeer.picture(out, grey(150));
            MjpegPeer.stall();
        });
        try (FrameSource source = open("")) {
            assertEquals(Delivery.LIVE, source.delivery());
            assertNear(50, nextLevel(source));
            assertEquals(WIDTH, image.cols());
            assertEquals(HEIGHT, image.rows());
            taken.countDown();
            assertNear(150, nextLevel(source));
        }
    }

    @Test
    void aReaderThatWasAwayGetsTheNewestPicture() {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CountDownLatch away = new CountDownLatch(1);
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.picture(out, grey(10));
            away.await();
            // More than any buffer of the kernel holds.
            byte[] old = padded(grey(100), 100_000);
            for (int i = 0; i < 200; i++) {
                MjpegPeer.picture(out, old);
            }
            MjpegPeer.picture(out, grey(200));
            sent.complete(null);
            MjpegPeer.stall();
        });
        DropCounters drops = new DropCounters();
        try (FrameSource source = open("")) {
            source.countDropsIn(drops);
            assertNear(10, nextLevel(source));
            away.countDown();
            sent.join();
            await().until(() -> drops.count(DropReason.SUPERSEDED) >= 199);
            // At most one of the old ones was on its way to the decoder.
            int level = nextLevel(source);
            assertNear(200, level < 150 ? nextLevel(source) : level);
        }
    }

    @Test
    void ofAFloodOnlyWhatIsOfUseIsHandedOut() {
        int flood = 3000;
        serve((_, out) -> {
            MjpegPeer.head(out);
            byte[] jpeg = grey(90);
            for (int i = 0; i < flood; i++) {
                MjpegPeer.picture(out, jpeg);
            }
        });
        DropCounters drops = new DropCounters();
        int grabbed = 0;
        try (FrameSource source = FrameSources.open(stream("", OptionalDouble.of(1), Size.MAX_PIXELS))) {
            source.countDropsIn(drops);
            try {
                while (source.grab()) {
                    grabbed++;
                }
            } catch (SourceException e) {
                assertEquals("\"%s\" has closed the connection".formatted(peer.uri("/video")), e.getMessage());
            }
        }
        long dropped = drops.count(DropReason.PACING) + drops.count(DropReason.SUPERSEDED);
        assertEquals(flood, grabbed + dropped);
        assertTrue(grabbed < flood / 10, grabbed + " of the flood were handed out");
    }

    @Test
    void userAndPasswordAreSent() {
        serve((request, out) -> {
            if (request.contains("Authorization: Basic YWRtaW46cGFzcy93b3Jk")) {
                MjpegPeer.head(out);
                MjpegPeer.picture(out, grey(120));
                MjpegPeer.stall();
            }
            MjpegPeer.text(out, "HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"cam\"\r\n\r\n");
        });
        try (FrameSource source = open("admin:pass%2Fword@")) {
            assertNear(120, nextLevel(source));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 32, 24", "4, 16, 12", "8, 8, 6"})
    void aPictureIsDecodedSmaller(int scale, int width, int height) {
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.picture(out, grey(130));
            MjpegPeer.stall();
        });
        try (FrameSource source = open("", "#scale=" + scale)) {
            assertNear(130, nextLevel(source));
            assertEquals(width, image.cols());
            assertEquals(height, image.rows());
        }
    }

    @Test
    void openingAgainAndAgainLeavesNeitherThreadsNorDescriptorsBehind() {
        serve((request, out) -> {
            if (request.getFirst().contains("/broken")) {
                MjpegPeer.text(out, "HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\n\r\nno video");
                return;
            }
            MjpegPeer.head(out);
            MjpegPeer.picture(out, grey(120));
            MjpegPeer.stall();
        });
        String broken = peer.uri("/broken");
        long before = 0;
        for (int i = 0; i < 12; i++) {
            try (FrameSource source = open("")) {
                assertNear(120, nextLevel(source));
            }
            assertThrows(SourceException.class, () -> FrameSources.open(ConfigFile.source("test", broken)));
            peer.disconnect();
            before = i == 2 ? descriptors() : before;
        }
        assertEquals(before, descriptors(), 3);
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("receive-" + peer.uri(""))));
    }

    private static long descriptors() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same picture with so many bytes of comment more. */
    private static byte[] padded(byte[] jpeg, int more) {
        var out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        for (int left = more; left > 0; left -= 60_000) {
            int length = Math.min(left, 60_000) + 2;
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) (length >>> 8), (byte) length});
            out.writeBytes(new byte[length - 2]);
        }
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }
}
