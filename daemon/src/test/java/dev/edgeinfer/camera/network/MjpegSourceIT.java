package dev.edgeinfer.camera.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MJPEG over HTTP, from servers as they are and as they should not be. */
@Timeout(120)
class MjpegSourceIT {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    private final Mat image = new Mat();
    private MjpegPeer peer;

    @AfterEach
    void closePeer() {
        peer.close();
    }

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
    void aPictureThatIsCutOffIsCountedAndTheNextIsGood() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            byte[] whole = grey(70);
            MjpegPeer.picture(out, Arrays.copyOf(whole, whole.length / 2));
            MjpegPeer.picture(out, Arrays.copyOf(whole, 9));
            MjpegPeer.picture(out, grey(170));
            MjpegPeer.stall();
        });
        DropCounters drops = new DropCounters();
        try (FrameSource source = open("")) {
            source.countDropsIn(drops);
            assertNear(170, nextLevel(source));
        }
        assertEquals(2, drops.count(DropReason.UNDECODABLE));
    }

    @Test
    void aHundredMegapixelsInAHeaderAreRefused() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.picture(out, HostileJpeg.claiming(10_000, 10_000));
            MjpegPeer.stall();
        });
        try (FrameSource source = open("")) {
            var e = assertThrows(PictureTooLargeException.class, source::grab);
            assertTrue(e.getMessage().contains("10000x10000, 100000000 pixels, where max-pixels allows 50000000"));
        }
    }

    @Test
    void aPictureThatDoesNotEndIsRefused() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            byte[] jpeg = grey(70);
            out.write(jpeg, 0, jpeg.length - 2);
            byte[] more = new byte[10_000];
            while (true) {
                out.write(more);
            }
        });
        try (FrameSource source = FrameSources.open(stream("", OptionalDouble.empty(), WIDTH * HEIGHT))) {
            var e = assertThrows(SourceException.class, source::grab);
            assertTrue(e.getMessage().contains("sends a JPEG that does not end after 83968 bytes"), e.getMessage());
        }
    }

    @Test
    void aBodyWithoutPicturesIsRefused() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            while (true) {
                MjpegPeer.text(out, "X-Header: and another one\r\n".repeat(100));
            }
        });
        try (FrameSource source = open("")) {
            var e = assertThrows(SourceException.class, source::grab);
            assertTrue(e.getMessage().contains("sends no JPEG among 1048577 bytes"), e.getMessage());
        }
    }

    @Test
    void anAnswerWhoseHeaderDoesNotEndIsGivenUp() {
        serve((_, out) -> {
            MjpegPeer.text(out, "HTTP/1.0 200 OK\r\n");
            while (true) {
                MjpegPeer.text(out, "X-Header: and another one\r\n");
            }
        });
        var e = assertThrows(SourceException.class, () -> open(""));
        assertTrue(e.getMessage().contains("has not answered in time (open)"), e.getMessage());
    }

    @Test
    void aStallingServerIsGivenUpWhenTheCameraSaysSo() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.picture(out, grey(70));
            MjpegPeer.text(out, "--picture\r\n");
            MjpegPeer.stall();
        });
        try (FrameSource source = open("")) {
            assertNear(70, nextLevel(source));
            var grab = CompletableFuture.supplyAsync(() -> assertThrows(SourceException.class, source::grab));
            source.abort();
            assertEquals(
                    "\"%s\" was given up while it did not answer".formatted(peer.uri("/video")),
                    grab.join().getMessage());
        }
    }

    @Test
    void aStallingServerIsGivenUpByItself() {
        serve((_, out) -> {
            MjpegPeer.head(out);
            MjpegPeer.stall();
        });
        try (FrameSource source = open("")) {
            var e = assertThrows(SourceException.class, source::grab);
            assertTrue(e.getMessage().contains("has not answered in time (read)"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 Unauthorized | refuses the user or the password; write both keys beside source
            403 Forbidden    | refuses the user or the password; write both keys beside source
            404 Not Found    | has no such stream; check the path
            """)
    void whatTheServerRefusesIsSaid(String status, String sentence) {
        serve((_, out) -> MjpegPeer.text(out, "HTTP/1.0 " + status + "\r\nContent-Length: 0\r\n\r\n"));
        var e = assertThrows(SourceException.class, () -> open("admin:secret7@"));
        String shown = peer.uri("/video").replace("http://", "http://admin:***@");
        assertEquals("\"%s\" %s".formatted(shown, sentence), e.getMessage());
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

    @Test
    void aPageIsNoStream() {
        serve((_, out) -> MjpegPeer.text(out, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Log in</html>"));
        var e = assertThrows(SourceException.class, () -> open(""));
        assertTrue(
                e.getMessage().contains("answers with something that is no video stream; check the path"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.0 302 Found!Location: file:///etc/hostname!! |
            HTTP/1.0 200 OK!Content-Type: application/vnd.apple.mpegurl!!#EXTM3U!#EXT-X-TARGETDURATION:1!#EXTINF:1,!file:///etc/hostname.ts!#EXT-X-ENDLIST! |
            """)
    void noServerMakesTheDaemonOpenAFile(String answer, String nothing) {
        serve((_, out) -> MjpegPeer.text(out, answer.replace("!", "\r\n")));
        assertThrows(SourceException.class, () -> {
            try (FrameSource source = open("")) {
                source.grab();
            }
        });
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

    @Test
    void aServerThatIsGoneIsSaid() {
        serve((_, _) -> {});
        peer.close();
        var e = assertThrows(SourceException.class, () -> open(""));
        assertTrue(e.getMessage().contains("cannot be opened (FFmpeg: Connection refused)"), e.getMessage());
        assertFalse(e.getMessage().contains("***"));
    }

    private void serve(MjpegPeer.Answer answer) {
        peer = new MjpegPeer(answer);
    }

    private FrameSource open(String credentials) {
        return open(credentials, "");
    }

    private FrameSource open(String credentials, String options) {
        String uri = peer.uri("/video").replace("http://", "http://" + credentials) + options;
        return FrameSources.open(ConfigFile.source("test", uri));
    }

    private NetworkStream stream(String options, OptionalDouble targetFps, long maxPixels) {
        var read = (NetworkStream) ConfigFile.source("test", peer.uri("/video") + options);
        return new NetworkStream(read.uri(), read.address(), read.protocol(), read.options(), targetFps, maxPixels);
    }

    private int nextLevel(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
        return image.ptr(0).get() & 0xff;
    }

    private static byte[] grey(int level) {
        return HostileJpeg.of(WIDTH, HEIGHT, level, level, level);
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

    private static void assertNear(int expected, int actual) {
        assertTrue(Math.abs(expected - actual) <= 3, "expected about " + expected + ", was " + actual);
    }
}
