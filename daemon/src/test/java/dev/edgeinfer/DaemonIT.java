package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.http.HttpStartException;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.system.NotifyReceiver;
import dev.edgeinfer.system.ServiceNotifier;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon with the bundled model, the demo clip and simulated lines, asked over HTTP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonIT {

    private static final Path CLIP = Path.of("demo/demo.mp4").toAbsolutePath();
    private static final Duration AMPLE = Duration.ofMinutes(2);

    /** On one thread, which the first program of a process decides for all that follow. */
    private static final String COMMON = """
            http: { port: 0 }
            model: { threads: 1 }
            gpio: { provider: simulated }
            """;

    private static final String DEMO = """
            cameras:
              demo: { source: "file:%s" }
            rules:
              someone-at-the-door:
                when: { label: person, min-score: 0.5 }
                gpio: { line: GPIO17, mode: hold, hold: 500ms }
            """.formatted(CLIP);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private Daemon daemon;
    private URI url;

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
        client.close();
    }

    @Test
    void theDemoShowsAPersonAndTogglesTheLine() throws Exception {
        start(COMMON + DEMO);

        await().atMost(AMPLE).until(() -> bestScoreOf("person") >= 0.4);
        JsonNode camera = get("/detections").at("/cameras/0");
        assertEquals("demo", camera.get("camera").asText());
        assertEquals("running", camera.get("state").asText());
        assertTrue(camera.get("sequence").asLong() > 0);
        assertTrue(camera.at("/timing/inferenceMs").asDouble() > 0);

        await().atMost(AMPLE).until(() -> get("/gpio").at("/lines/0/value").asInt() == 1);
        await().atMost(AMPLE).until(() -> get("/gpio").at("/lines/0/value").asInt() == 0);

        assertEquals("ok", get("/health").get("status").asText());
        for (String query : List.of("", "?boxes=true")) {
            try (Mat picture = picture("/cameras/demo/snapshot.jpg" + query)) {
                assertEquals(camera.at("/frame/width").asInt(), picture.cols());
                assertEquals(camera.at("/frame/height").asInt(), picture.rows());
            }
        }
    }

    @Test
    void aMissingCameraDegradesTheDaemonAndDoesNotStopIt() throws Exception {
        start(COMMON + "cameras: { gone: { source: \"v4l2:///dev/no-such-video\" } }");

        await().atMost(AMPLE).until(() -> get("/health").get("status").asText().equals("degraded"));
        JsonNode health = get("/health");
        assertTrue(health.get("ready").asBoolean());
        assertTrue(health.at("/cameras/0/lastError").asText().contains("does not exist"), health.toString());
        JsonNode camera = get("/detections").at("/cameras/0");
        assertTrue(camera.get("frame").isNull());
        assertEquals(0, camera.get("detections").size());
        assertEquals(503, status("/cameras/gone/snapshot.jpg"));
    }

    @Test
    void severalCamerasShareTheModelAndStandInTheOrderOfTheConfiguration() throws Exception {
        start(COMMON + """
                cameras:
                  zebra: { source: "file:%s", target-fps: 2 }
                  ant: { source: "file:%s", target-fps: unlimited }
                """.formatted(CLIP, CLIP));

        await().atMost(AMPLE).until(() -> {
            JsonNode cameras = get("/detections").get("cameras");
            return cameras.at("/0/sequence").asLong() > 0
                    && cameras.at("/1/sequence").asLong() > 0;
        });
        JsonNode cameras = get("/detections").get("cameras");
        assertEquals("zebra", cameras.at("/0/camera").asText());
        assertEquals(2.0, cameras.at("/0/fps/target").asDouble());
        assertEquals("ant", cameras.at("/1/camera").asText());
        assertTrue(cameras.at("/1/fps/target").isNull());
    }

    @Test
    void aCameraThatHangsDoesNotKeepTheRestFromStopping() throws Exception {
        var hanging = new FakeSource(FrameSource.Delivery.LIVE).ignoringInterrupts();
        start(config(COMMON + "cameras: { stuck: { source: \"v4l2:///dev/video0\" } }"), source -> hanging);
        assertEquals(200, status("/health"));
        var request = HttpRequest.newBuilder(url).build();

        daemon.close();

        assertFalse(hanging.isClosed(), "it still hangs");
        assertThrows(IOException.class, () -> client.send(request, HttpResponse.BodyHandlers.discarding()));
    }

    @Test
    void aCameraThatHangsDoesNotStarveTheWatchdog() throws Exception {
        var hanging = new FakeSource(FrameSource.Delivery.LIVE);
        try (var receiver = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            var notifier =
                    ServiceNotifier.of(Map.of("NOTIFY_SOCKET", receiver.address(), "WATCHDOG_USEC", "300000"), 1);
            var config = config(COMMON + "cameras: { stuck: { source: \"v4l2:///dev/video0\" } }");
            daemon = new Daemon(() -> new Setup(config, model()), notifier, _ -> hanging);

            assertEquals(Optional.empty(), receiver.receive());
            url = daemon.start();

            assertEquals(Optional.of(List.of("READY=1", "STATUS=stuck connecting")), receiver.receive());
            for (int fed = 0; fed < 3; fed++) {
                await().atMost(AMPLE).until(receiver::receive, Optional.of(List.of("WATCHDOG=1"))::equals);
            }
            assertEquals(200, status("/health"));
        }
    }

    @Test
    void aStartThatFailsHalfWayClosesWhatItOpened() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = config(COMMON.replace("port: 0", "port: " + other.getLocalPort()) + DEMO);

            assertThrows(HttpStartException.class, daemon(config, FrameSources::open)::start);
        }
        await().atMost(AMPLE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(List.of("gpio-watch", "camera-watch", "inference", "rules")::contains));
    }

    @Test
    void aLabelThatTheModelLacksIsRefusedBeforeAnythingStarts() throws Exception {
        var config = config(COMMON + DEMO.replace("person", "persn"));

        var refused = assertThrows(InvalidDocumentException.class, daemon(config, FrameSources::open)::start);

        assertTrue(refused.getMessage().contains("did you mean \"person\"?"), refused.getMessage());
    }

    private void start(String text) throws IOException {
        start(config(text), FrameSources::open);
    }

    private void start(LoadedConfig config, Function<SourceConfig, FrameSource> opener) {
        daemon = daemon(config, opener);
        url = daemon.start();
    }

    private static Daemon daemon(LoadedConfig config, Function<SourceConfig, FrameSource> opener) {
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        return new Daemon(() -> new Setup(config, model()), notifier, opener);
    }

    private LoadedConfig config(String text) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("edge-infer.yaml"), text));
    }

    private static ModelBundle model() {
        return ModelBundle.open("nanodet-g", Path.of("../models"));
    }

    private double bestScoreOf(String label) throws Exception {
        double best = 0;
        for (JsonNode detection : get("/detections").at("/cameras/0/detections")) {
            if (detection.get("label").asText().equals(label)) {
                best = Math.max(best, detection.get("score").asDouble());
            }
        }
        return best;
    }

    private JsonNode get(String path) throws Exception {
        return json.readTree(send(path, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private int status(String path) throws Exception {
        return send(path, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private Mat picture(String path) throws Exception {
        byte[] jpeg = send(path, HttpResponse.BodyHandlers.ofByteArray()).body();
        try (var bytes = new BytePointer(jpeg);
                var encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes)) {
            return opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
        }
    }

    private <T> HttpResponse<T> send(String path, HttpResponse.BodyHandler<T> handler) throws Exception {
        return client.send(HttpRequest.newBuilder(url.resolve(path)).build(), handler);
    }
}
