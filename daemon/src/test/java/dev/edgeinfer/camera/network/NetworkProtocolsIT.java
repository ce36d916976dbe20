package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocols that have no server of their own among the tests' packages: FFmpeg itself or the JDK speaks them. */
@Timeout(120)
class NetworkProtocolsIT {

    private static final int WIDTH = 192;
    private static final int HEIGHT = 112;
    private static final int FPS = Recording.FPS;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @Test
    void srtArrives() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, LOOPBACK)) {
            port = free.getLocalPort();
        }
        String address = "srt://127.0.0.1:" + port;
        streamArrives(
                address + "?mode=listener&passphrase=0123456789",
                "mpegts",
                Map.of(),
                address + "?passphrase=0123456789");
    }

    @Test
    void rtmpArrives() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        String address = "rtmp://127.0.0.1:" + port + "/live/test";
        streamArrives(address, "flv", Map.of("listen", "1"), address);
    }

    @Test
    void hlsIsPlayedByItsTimeStamps() throws IOException {
        Recording.h264(WIDTH, HEIGHT)
                .write(
                        folder.resolve("live.m3u8").toString(),
                        "hls",
                        Map.of("hls_time", "1", "hls_list_size", "0"),
                        3 * FPS);
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(LOOPBACK, 0), folder, SimpleFileServer.OutputLevel.NONE);
        server.start();
        String uri =
                "http://127.0.0.1:%d/live.m3u8".formatted(server.getAddress().getPort());
        try (FrameSource source = FrameSources.open(ConfigFile.source("test", uri))) {
            assertEquals(Delivery.TIMED, source.delivery());
            next(source);
            long before = source.timestampNanos();
            for (int i = 0; i < FPS / 2; i++) {
                next(source);
                assertEquals(1e9 / FPS, source.timestampNanos() - before, 1e6);
                before = source.timestampNanos();
            }
        } finally {
            server.stop(0);
        }
    }

    /** Has FFmpeg serve a stream, and reads it. */
    private void streamArrives(String served, String container, Map<String, String> options, String read)
            throws IOException {
        Thread server = Thread.ofPlatform().daemon().start(() -> {
            try {
                Recording.h264(WIDTH, HEIGHT).write(served, container, options, Integer.MAX_VALUE);
            } catch (IOException e) {
                // The reader has gone, which is how it ends.
            }
        });
        try (FrameSource source = opened(read)) {
            assertEquals(Delivery.LIVE, source.delivery());
            for (int i = 0; i < 20; i++) {
                next(source);
            }
            assertEquals(WIDTH, image.cols());
            assertEquals(HEIGHT, image.rows());
        }
        server.interrupt();
    }

    /** The server begins to listen at some time; a camera tries again as well. */
    private static FrameSource opened(String uri) {
        SourceException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return FrameSources.open(ConfigFile.source("test", uri));
            } catch (SourceException e) {
                last = e;
                Thread.onSpinWait();
            }
        }
        throw last;
    }

    private void next(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
    }
}
