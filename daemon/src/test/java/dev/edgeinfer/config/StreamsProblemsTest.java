package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.TestPattern;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A camera with two streams, as it is written in the file, and the exact sentence for each mistake. */
class StreamsProblemsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void media() throws IOException {
        Files.createFile(folder.resolve("clip.mp4"));
        Files.createDirectory(folder.resolve("images"));
    }

    @Test
    void eachStreamHasTheRateAtWhichItIsWanted() throws IOException {
        CameraConfig camera = read("""
                source: rtsp://cam/main
                detect-source: rtsp://cam/sub#transport=udp
                snapshot-fps: 2
                target-fps: 5
                user: admin
                password: secret7
                """);
        var full = (NetworkStream) camera.source();
        var small = (NetworkStream) camera.detectSource().orElseThrow();
        assertEquals("rtsp://admin:secret7@cam/main", full.address());
        assertEquals("rtsp://admin:secret7@cam/sub", small.address());
        assertEquals(OptionalDouble.of(2), full.targetFps());
        assertEquals(OptionalDouble.of(5), small.targetFps());
        assertEquals(small, camera.detected());
        assertEquals(2, camera.snapshotFps());
    }

    @Test
    void oneStreamIsBothByDefault() throws IOException {
        CameraConfig camera = read("source: rtsp://cam/main\n");
        assertTrue(camera.detectSource().isEmpty());
        assertEquals(camera.source(), camera.detected());
        assertEquals(OptionalDouble.of(10), ((NetworkStream) camera.source()).targetFps());
    }

    @Test
    void theUserIsForTheStreamThatCanBeAskedForOne() throws IOException {
        CameraConfig camera = read("""
                source: test://pattern?size=1280x720
                detect-source: rtsp://cam/sub
                user: admin
                """);
        assertEquals(TestPattern.class, camera.source().getClass());
        assertEquals("rtsp://admin@cam/sub", ((NetworkStream) camera.detected()).address());
    }

    @Test
    void anotherSourceTakesThePlaceOfBoth() throws IOException {
        CameraConfig camera = read("source: rtsp://cam/main\ndetect-source: rtsp://cam/sub\n");
        SourceConfig other = ConfigFile.source("--camera", "test://pattern");
        assertEquals(other, camera.withSource(other).detected());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            source: rtsp://cam/1, detect-source: "rtsp://cam/1#transport=udp" | detect-source: "rtsp://cam/1#transport=udp" is what source is; name the smaller stream of the camera, or remove detect-source if it has none
            source: "v4l2:///dev/video0", detect-source: "v4l2:/dev/video0?size=320x240" | detect-source: "v4l2:/dev/video0?size=320x240" is what source is; name the smaller stream of the camera, or remove detect-source if it has none
            source: rtsp://cam/1, detect-source: rtps://cam/2 | detect-source: "rtps://cam/2" has the unknown scheme "rtps"; did you mean "rtsp"? (known: file, dir, v4l2, exec, test, rtsp, rtsps, http, https, rtmp, rtmps, srt)
            source: rtsp://cam/1, detect-source: "rtsp://cam/2#fps=5" | detect-source: "rtsp://cam/2#fps=5" has the unknown option "fps"; known: transport, decoder, skip, scale
            source: rtsp://cam/1, detect-source: "" | detect-source: "" is empty; write a value or remove the key
            source: rtsp://cam/1, detect-source: [a] | detect-source: is a list; write text
            source: rtsp://cam/1, snapshot-fps: 2 | snapshot-fps: has no effect without detect-source; remove it; how often a camera with one stream is looked at is target-fps
            source: rtsp://cam/1, detect-source: rtsp://cam/2, snapshot-fps: 0.5 | snapshot-fps: "0.5" is out of range; 1..30 is allowed
            source: "file:clip.mp4?pace=fast", detect-source: test://pattern | source: "file:clip.mp4?pace=fast" has pace=fast, with which the two streams of a camera would not show the same moment; remove it
            source: test://pattern, detect-source: "dir:images?pace=fast" | detect-source: "dir:images?pace=fast" has pace=fast, with which the two streams of a camera would not show the same moment; remove it
            source: test://pattern, detect-source: "test://pattern?size=99x99", user: me | source: "test://pattern" takes no user and no password; remove both keys
            detect-source: rtsp://cam/2 | source: is missing; write source: v4l2:///dev/video0, rtsp://camera/stream, exec:COMMAND, file:clip.mp4 or dir:images
            """)
    void aMistakeIsExplained(String keys, String sentence) {
        var e = assertThrows(InvalidDocumentException.class, () -> readText("cameras: { porch: { " + keys + " } }\n"));
        String message = e.getMessage();
        assertEquals("cameras.porch." + sentence, message.substring(message.indexOf("cameras.porch")));
    }

    @Test
    void aDeviceIsAskedByOneStreamOnly() {
        var e = assertThrows(InvalidDocumentException.class, () -> readText("""
                cameras:
                  porch: { source: "v4l2:///dev/video0", detect-source: "v4l2:///dev/video1" }
                  yard: { source: "v4l2:///dev/video2", detect-source: "v4l2:///dev/video1" }
                """));
        assertTrue(
                e.getMessage()
                        .endsWith(
                                "cameras.yard.detect-source: \"v4l2:///dev/video1\" is the device of camera \"porch\" too; give each camera a device of its own"),
                e.getMessage());
    }

    private CameraConfig read(String keys) throws IOException {
        return readText("cameras:\n  porch:\n" + keys.indent(4)).cameras().get("porch");
    }

    private Config readText(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("edge-infer.yaml"), text), Secrets.of(Map.of()))
                .config();
    }
}
