package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.SourceConfig.Decoder;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Protocol;
import dev.edgeinfer.config.SourceConfig.Skip;
import dev.edgeinfer.config.SourceConfig.StreamOptions;
import dev.edgeinfer.config.SourceConfig.Transport;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the URI of a stream, and what of it is shown. */
class NetworkReaderTest {

    @TempDir
    Path folder;

    @Test
    void everythingCanBeSaid() throws IOException {
        NetworkStream stream = camera("""
                source: "rtsps://cam.local:322/a/b?channel=1#transport=udp&verify=false&decoder=v4l2m2m&skip=non-key"
                target-fps: 3
                max-pixels: 1000000
                """);
        assertEquals("rtsps://cam.local:322/a/b?channel=1", stream.uri());
        assertEquals("rtsps://cam.local:322/a/b?channel=1", stream.address());
        assertEquals(Protocol.RTSPS, stream.protocol());
        assertEquals(
                new StreamOptions(Transport.UDP, false, Optional.empty(), Decoder.V4L2M2M, Skip.NON_KEY, 1),
                stream.options());
        assertEquals(OptionalDouble.of(3), stream.targetFps());
        assertEquals(1_000_000, stream.maxPixels());
    }

    @Test
    void whatIsNotSaidHasDefaults() throws IOException {
        NetworkStream stream = camera("source: \"http://[fe80::1]/v\"");
        assertEquals("http://[fe80::1]/v", stream.address());
        assertEquals(StreamOptions.DEFAULT, stream.options());
        assertEquals(
                new StreamOptions(Transport.TCP, true, Optional.empty(), Decoder.SOFTWARE, Skip.AUTO, 1),
                stream.options());
    }

    @Test
    void userAndPasswordFromKeysAreEncodedForTheAddressAndNotShown() throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), "p@ss/w:rd?#ü");
        NetworkStream stream = camera("""
                source: rtsp://cam/1
                user: admin
                password: "${file:%s}"
                """.formatted(secret));
        assertEquals("rtsp://admin:p%40ss%2Fw%3Ard%3F%23%C3%BC@cam/1", stream.address());
        assertEquals("rtsp://admin:***@cam/1", stream.uri());
        assertFalse(stream.toString().contains("ss"), stream.toString());
    }

    @Test
    void aSecretAnywhereInTheUriIsNotShown() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "stream-key-77");
        NetworkStream stream = camera("source: \"rtmp://cam/live/${file:%s}\"".formatted(secret));
        assertEquals("rtmp://cam/live/stream-key-77", stream.address());
        assertEquals("rtmp://cam/live/***", stream.uri());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://u:p@cam/v?a=1&pwd=x%20y&b=2      | http://u:***@cam/v?a=1&pwd=***&b=2
            srt://cam:9000?passphrase=0123456789    | srt://cam:9000?passphrase=***
            https://cam/v?access_token=abc          | https://cam/v?access_token=***
            rtsp://u@cam/1                          | rtsp://u@cam/1
            rtsp://u:p@a:b@cam/1                    | rtsp://u:***@cam/1
            """)
    void passwordsAndKeysOfAUriAreNotShown(String written, String shown) {
        NetworkStream stream = (NetworkStream) ConfigFile.source("test", written);
        assertEquals(written, stream.address());
        assertEquals(shown, stream.uri());
    }

    @Test
    void aProblemDoesNotShowThePasswordOfTheUri() {
        var inFile = assertThrows(InvalidDocumentException.class, () -> camera("source: rtsp://me:secret7@cam:0/1"));
        assertTrue(inFile.getMessage().endsWith("\"rtsp://me:***@cam:0/1\" has the port 0; write one within 1..65535"));
        var alone = assertThrows(
                InvalidDocumentException.class, () -> ConfigFile.source("--camera", "rtsp://me:secret7@cam:0/1"));
        assertEquals(
                "--camera: \"rtsp://me:***@cam:0/1\" has the port 0; write one within 1..65535", alone.getMessage());
    }

    private NetworkStream camera(String keys) throws IOException {
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), "cameras:\n  porch:\n" + keys.indent(4));
        return (NetworkStream) ConfigFile.read(file, Secrets.of(Map.of()))
                .config()
                .cameras()
                .get("porch")
                .source();
    }
}
