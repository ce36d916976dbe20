package dev.edgeinfer.camera.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MJPEG over HTTP, from servers that are broken, refuse, stall or mean harm. */
@Timeout(120)
class HostileMjpegIT extends MjpegOnLoopback {

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
    void aPictureThatDoesNotEndIsRefusedByItsOwnSizeOrAtTheBoundOfAll() {
        for (int side : new int[] {100, 7000}) {
            serve((_, out) -> {
                MjpegPeer.head(out);
                byte[] jpeg = HostileJpeg.claiming(side, side);
                out.write(jpeg, 0, jpeg.length - 2);
                byte[] more = new byte[10_000];
                while (true) {
                    out.write(more);
                }
            });
            try (FrameSource source = open("")) {
                var e = assertThrows(SourceException.class, source::grab);
                int most = side == 100 ? 100 * 100 * 6 + (1 << 20) : 16 << 20;
                assertTrue(
                        e.getMessage().contains("sends a JPEG that does not end after %d bytes".formatted(most)),
                        e.getMessage());
            }
            peer.close();
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

    @Test
    void aServerThatIsGoneIsSaid() {
        serve((_, _) -> {});
        peer.close();
        await().until(peer::isGone);
        var e = assertThrows(SourceException.class, () -> open(""));
        assertTrue(e.getMessage().contains("cannot be opened (FFmpeg: Connection refused)"), e.getMessage());
        assertFalse(e.getMessage().contains("***"));
    }
}
