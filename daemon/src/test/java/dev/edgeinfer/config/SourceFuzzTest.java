package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.edgeinfer.Mutations;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is written for the URI of a source ends in a source or in an explanation. */
class SourceFuzzTest {

    private static final List<byte[]> GOOD = Stream.of(
                    "v4l2:///dev/video0?size=640x480&fps=30&format=mjpeg",
                    "file:///clip.mp4?loop=true&pace=fast",
                    "dir:images?fps=2.5&loop=false",
                    "test://pattern?size=640x480&fps=10",
                    "exec:rpicam-vid -t 0 -o -#format=yuv420&size=640x480",
                    "rtsp://user:pass%2Fword@cam.local:554/a/b?channel=1&subtype=0#transport=udp&skip=non-key",
                    "https://[fe80::1]:8443/v?token=abc#verify=false&scale=4&decoder=v4l2m2m",
                    "rtmp://cam/live/key",
                    "srt://cam:9000?passphrase=0123456789&mode=caller")
            .map(uri -> uri.getBytes(StandardCharsets.UTF_8))
            .toList();

    @Test
    void damagedUrisEndInASourceOrAnExplanation() {
        Mutations.of(GOOD, bytes -> {
            try {
                SourceConfig source = ConfigFile.source("--camera", new String(bytes, StandardCharsets.UTF_8));
                assertFalse(source.uri().isEmpty());
            } catch (InvalidDocumentException e) {
                assertFalse(e.problems().isEmpty());
            }
        });
    }
}
