package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;

/** A server of MJPEG that does what the test says, and the source that reads it. */
abstract class MjpegOnLoopback {

    static final int WIDTH = 64;
    static final int HEIGHT = 48;

    final Mat image = new Mat();
    MjpegPeer peer;

    @AfterEach
    void closePeer() {
        peer.close();
        image.close();
    }

    void serve(MjpegPeer.Answer answer) {
        peer = new MjpegPeer(answer);
    }

    FrameSource open(String credentials) {
        return open(credentials, "");
    }

    FrameSource open(String credentials, String options) {
        String uri = peer.uri("/video").replace("http://", "http://" + credentials) + options;
        return FrameSources.open(ConfigFile.source("test", uri));
    }

    NetworkStream stream(String options, OptionalDouble targetFps, long maxPixels) {
        var read = (NetworkStream) ConfigFile.source("test", peer.uri("/video") + options);
        return new NetworkStream(read.uri(), read.address(), read.protocol(), read.options(), targetFps, maxPixels);
    }

    int nextLevel(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
        return image.ptr(0).get() & 0xff;
    }

    static byte[] grey(int level) {
        return HostileJpeg.of(WIDTH, HEIGHT, level, level, level);
    }

    static void assertNear(int expected, int actual) {
        assertTrue(Math.abs(expected - actual) <= 3, "expected about " + expected + ", was " + actual);
    }
}
