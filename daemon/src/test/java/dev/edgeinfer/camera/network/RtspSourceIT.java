package dev.edgeinfer.camera.network;

import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Size;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RTSP from GStreamer's server, as it is, stopped, frozen, restarted and locked. */
@Timeout(120)
class RtspSourceIT {

    private final Mat image = new Mat();

    @ParameterizedTest
    @CsvSource({"h264, tcp", "h264, udp", "h265, tcp", "jpeg, udp"})
    void movingPicturesArrive(String codec, String transport) {
        try (RtspPeer peer = RtspPeer.start("--codec", codec, "--size", "320x240");
                FrameSource source = open(peer, "", "#transport=" + transport);
                Mat before = new Mat()) {
            next(source);
            image.copyTo(before);
            assertEquals(320, image.cols());
            assertEquals(240, image.rows());
            for (int i = 0; i < 10; i++) {
                next(source);
            }
            assertTrue(norm(before, image, NORM_INF, null) > 100, "the ball does not move");
        }
    }

    @Test
    void aServerThatStopsEndsTheSourceAndOneOfAnotherSizeTakesItsPlace() {
        int port;
        try (RtspPeer peer = RtspPeer.start("--size", "320x240");
                FrameSource source = open(peer, "", "")) {
            port = peer.port();
            next(source);
            peer.close();
            assertThrows(SourceException.class, () -> {
                while (source.grab()) {
                    // What had arrived already.
                }
            });
        }
        try (RtspPeer peer = RtspPeer.start("--size", "640x360", "--port", Integer.toString(port));
                FrameSource source = open(peer, "", "")) {
            next(source);
            assertEquals(640, image.cols());
            assertEquals(360, image.rows());
        }
    }

    @Test
    void aFrozenServerIsGivenUpByItself() {
        try (RtspPeer peer = RtspPeer.start();
                FrameSource source = open(peer, "", "")) {
            next(source);
            peer.freeze();
            var e = assertThrows(SourceException.class, () -> {
                while (source.grab()) {
                    // What had arrived already.
                }
            });
            assertTrue(e.getMessage().contains("check its"), e.getMessage());
        }
    }

    @Test
    void aFrozenServerIsGivenUpAtOnceWhenTheCameraSaysSo() {
        try (RtspPeer peer = RtspPeer.start();
                FrameSource source = open(peer, "", "")) {
            next(source);
            peer.freeze();
            var grabs = CompletableFuture.supplyAsync(() -> assertThrows(SourceException.class, () -> {
                while (source.grab()) {
                    // What had arrived already.
                }
            }));
            source.abort();
            assertTrue(grabs.join().getMessage().contains("was given up"));
        }
    }

    @Test
    void onlyTheRightPasswordOpensIt() {
        try (RtspPeer peer = RtspPeer.start("--user", "admin", "--password", "p@ss/w:rd")) {
            try (FrameSource source = open(peer, "admin:p%40ss%2Fw%3Ard@", "")) {
                next(source);
            }
            var e = assertThrows(SourceException.class, () -> open(peer, "admin:guess42@", ""));
            assertEquals(
                    "\"rtsp://admin:***@127.0.0.1:%d/test\" refuses the user or the password; write both keys beside source"
                            .formatted(peer.port()),
                    e.getMessage());
            assertThrows(SourceException.class, () -> open(peer, "", ""));
        }
    }

    @Test
    void aPathThatTheServerDoesNotHaveIsSaid() {
        try (RtspPeer peer = RtspPeer.start()) {
            var e = assertThrows(
                    SourceException.class,
                    () -> FrameSources.open(
                            ConfigFile.source("test", "rtsp://127.0.0.1:%d/other".formatted(peer.port()))));
            assertTrue(e.getMessage().endsWith("has no such stream; check the path"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"h264", "jpeg"})
    void picturesOfTooManyPixelsAreRefused(String codec) {
        try (RtspPeer peer = RtspPeer.start("--codec", codec, "--size", "320x240")) {
            var read = (NetworkStream) ConfigFile.source("test", uri(peer, "", ""));
            var limited = new NetworkStream(
                    read.uri(), read.address(), read.protocol(), read.options(), OptionalDouble.empty(), 320 * 240 - 1);
            var e = assertThrows(PictureTooLargeException.class, () -> {
                try (FrameSource source = FrameSources.open(limited)) {
                    source.grab();
                    source.retrieve(image);
                }
            });
            assertTrue(e.getMessage().contains(new Size(320, 240).pixels() + " pixels"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"h264", "h265"})
    void whereAPictureASecondIsWantedKeyFramesAloneAreDecoded(String codec) {
        // Fifteen pictures a second, one of them a key frame.
        try (RtspPeer peer = RtspPeer.start("--codec", codec);
                Mat before = new Mat()) {
            var read = (NetworkStream) ConfigFile.source("test", uri(peer, "", ""));
            var sparse = new NetworkStream(
                    read.uri(),
                    read.address(),
                    read.protocol(),
                    read.options(),
                    OptionalDouble.of(1),
                    read.maxPixels());
            try (FrameSource source = FrameSources.open(sparse)) {
                next(source);
                int farApart = 0;
                for (long last = System.nanoTime(); farApart < 3; last = System.nanoTime()) {
                    image.copyTo(before);
                    next(source);
                    farApart = System.nanoTime() - last > 700_000_000L ? farApart + 1 : 0;
                }
                assertTrue(norm(before, image, NORM_INF, null) > 100, "the ball does not move");
            }
        }
    }

    @Test
    void theDecoderOfAChipThatIsNotThereIsSaid() {
        try (RtspPeer peer = RtspPeer.start();
                FrameSource source = open(peer, "", "#decoder=v4l2m2m")) {
            var e = assertThrows(SourceException.class, source::grab);
            assertTrue(e.getMessage().contains("leave decoder=v4l2m2m out"), e.getMessage());
            assertFalse(e.getMessage().isBlank());
        }
    }

    private static FrameSource open(RtspPeer peer, String credentials, String options) {
        return FrameSources.open(ConfigFile.source("test", uri(peer, credentials, options)));
    }

    private static String uri(RtspPeer peer, String credentials, String options) {
        return "rtsp://%s127.0.0.1:%d/test%s".formatted(credentials, peer.port(), options);
    }

    private void next(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
    }
}
