package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocols that have no server of their own among the tests' packages: FFmpeg itself or the JDK speaks them. */
@Timeout(120)
class NetworkProtocolsIT {

    private static final int WIDTH = 192;
    private static final int HEIGHT = 112;
    private static final int FPS = 25;

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
        record(folder.resolve("live.m3u8").toString(), "hls", Map.of("hls_time", "1", "hls_list_size", "0"), 3 * FPS);
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

    @Test
    void aSizeThatChangesWithinTheStreamIsFollowed() throws IOException {
        byte[] small = Files.readAllBytes(h264("small.h264", WIDTH, HEIGHT));
        byte[] large = Files.readAllBytes(h264("large.h264", 2 * WIDTH, 2 * HEIGHT));
        CountDownLatch seen = new CountDownLatch(1);
        try (MjpegPeer peer = new MjpegPeer((_, out) -> {
                    MjpegPeer.text(out, "HTTP/1.0 200 OK\r\nContent-Type: video/h264\r\n\r\n");
                    out.write(small);
                    seen.await();
                    // Again and again, as what has become old is left out.
                    while (true) {
                        out.write(large);
                    }
                });
                FrameSource source = FrameSources.open(ConfigFile.source("test", peer.uri("/stream")))) {
            next(source);
            assertEquals(WIDTH, image.cols());
            seen.countDown();
            while (image.cols() == WIDTH) {
                assertEquals(HEIGHT, image.rows());
                next(source);
            }
            assertEquals(2 * WIDTH, image.cols());
            assertEquals(2 * HEIGHT, image.rows());
        }
    }

    @Test
    void aCertificateOfItsOwnIsTrustedOnlyWhenToldTo() throws IOException, GeneralSecurityException {
        HttpsServer server = httpsServer();
        byte[] jpeg = HostileJpeg.of(WIDTH, HEIGHT, 90, 90, 90);
        server.createContext("/video", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=picture");
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 20; i++) {
                MjpegPeer.picture(exchange.getResponseBody(), jpeg);
            }
            exchange.close();
        });
        server.start();
        String uri = "https://127.0.0.1:%d/video".formatted(server.getAddress().getPort());
        try {
            try (FrameSource source = FrameSources.open(ConfigFile.source("test", uri + "#verify=false"))) {
                next(source);
            }
            var e = assertThrows(SourceException.class, () -> FrameSources.open(ConfigFile.source("test", uri)));
            assertTrue(e.getMessage().contains("#verify=false"), e.getMessage());
        } finally {
            server.stop(0);
        }
    }

    /** Has FFmpeg serve a stream, and reads it. */
    private void streamArrives(String served, String container, Map<String, String> options, String read)
            throws IOException {
        Thread server = Thread.ofPlatform().daemon().start(() -> {
            try {
                record(served, container, options, Integer.MAX_VALUE);
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

    private Path h264(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        record(file.toString(), width, height, "h264", Map.of(), 2 * FPS);
        return file;
    }

    private static void record(String address, String container, Map<String, String> options, int pictures)
            throws IOException {
        record(address, WIDTH, HEIGHT, container, options, pictures);
    }

    private static void record(
            String address, int width, int height, String container, Map<String, String> options, int pictures)
            throws IOException {
        av_log_set_level(AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(address, width, height);
                org.bytedeco.javacv.Frame frame =
                        new org.bytedeco.javacv.Frame(width, height, org.bytedeco.javacv.Frame.DEPTH_UBYTE, 3)) {
            recorder.setFormat(container);
            recorder.setVideoCodec(AV_CODEC_ID_H264);
            recorder.setPixelFormat(AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(FPS);
            recorder.setGopSize(FPS / 5);
            recorder.setOptions(options);
            recorder.start();
            for (int i = 0; i < pictures && !Thread.interrupted(); i++) {
                recorder.record(frame);
            }
        } catch (FrameRecorder.Exception e) {
            throw new IOException(e);
        }
    }

    private HttpsServer httpsServer() throws IOException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        String password = "changeit";
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.onExit().join().exitValue());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }
}
