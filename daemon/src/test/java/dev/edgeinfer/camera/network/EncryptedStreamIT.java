package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers with a certificate that this machine does not trust by itself. */
@Timeout(120)
class EncryptedStreamIT {

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @AfterEach
    void close() {
        image.close();
    }

    @Test
    void httpsIsReadWithTheCertificateThatIsNamed() throws IOException, GeneralSecurityException {
        try (MjpegPeer peer = camera();
                TlsPeer tls = new TlsPeer(folder, peer.port(), "localhost")) {
            certificateDecides("https://localhost:%d/video".formatted(tls.port()), tls);
        }
    }

    @Test
    void aCertificateThatNobodyHasSignedCanBeNamedItself() throws IOException, GeneralSecurityException {
        try (MjpegPeer peer = camera();
                TlsPeer tls = TlsPeer.selfSigned(folder, peer.port(), "localhost")) {
            certificateDecides("https://localhost:%d/video".formatted(tls.port()), tls);
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws IOException, GeneralSecurityException {
        try (MjpegPeer peer = camera();
                TlsPeer tls = new TlsPeer(folder, peer.port(), "another.example")) {
            String uri = "https://localhost:%d/video".formatted(tls.port());
            assertThrows(SourceException.class, () -> open(uri + "#ca=" + tls.authority()));
        }
    }

    @Test
    void rtspsIsReadWithTheCertificateThatIsNamed() throws IOException, GeneralSecurityException {
        try (RtspPeer peer = RtspPeer.start();
                TlsPeer tls = new TlsPeer(folder, peer.port(), "localhost")) {
            certificateDecides("rtsps://localhost:%d/test".formatted(tls.port()), tls);
        }
    }

    @Test
    void rtmpsIsReadWithTheCertificateThatIsNamed() throws IOException, GeneralSecurityException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // Each reader has a server of its own, since FFmpeg's serves one only.
        try (TlsPeer tls = new TlsPeer(folder, port, "localhost")) {
            String uri = "rtmps://localhost:%d/live/test".formatted(tls.port());
            Thread server = serveRtmp(port);
            try (FrameSource source = opened(uri + "#ca=" + tls.authority())) {
                next(source);
            }
            server.interrupt();
            assertThrows(SourceException.class, () -> open(uri));
        }
    }

    private void certificateDecides(String uri, TlsPeer tls) {
        try (FrameSource source = open(uri + "#ca=" + tls.authority())) {
            next(source);
        }
        try (FrameSource source = open(uri + "#verify=false")) {
            next(source);
        }
        var e = assertThrows(SourceException.class, () -> open(uri));
        assertTrue(e.getMessage().contains("#ca=FILE, or add #verify=false"), e.getMessage());
    }

    private static MjpegPeer camera() {
        byte[] jpeg = HostileJpeg.of(192, 112, 90, 90, 90);
        return new MjpegPeer((_, out) -> {
            MjpegPeer.head(out);
            while (true) {
                MjpegPeer.picture(out, jpeg);
            }
        });
    }

    private static Thread serveRtmp(int port) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                Recording.h264(192, 112)
                        .write(
                                "rtmp://127.0.0.1:" + port + "/live/test",
                                "flv",
                                Map.of("listen", "1"),
                                Integer.MAX_VALUE);
            } catch (IOException e) {
                // The reader has gone, which is how it ends.
            }
        });
    }

    /** The server begins to listen at some time; a camera tries again as well. */
    private static FrameSource opened(String uri) {
        SourceException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return open(uri);
            } catch (SourceException e) {
                last = e;
                Thread.onSpinWait();
            }
        }
        throw last;
    }

    private static FrameSource open(String uri) {
        return FrameSources.open(ConfigFile.source("test", uri));
    }

    private void next(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
    }
}
