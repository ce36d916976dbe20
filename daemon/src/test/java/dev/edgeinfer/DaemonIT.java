package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.http.security.HttpStartException;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.NotifyReceiver;
import dev.edgeinfer.system.ServiceNotifier;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a daemon does from its start to its end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonIT extends DaemonOverHttp {

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
    void whoIsSeenHasATrackAndZones() throws Exception {
        start(COMMON + """
                cameras:
                  demo:
                    source: "file:%s"
                    tracking: { high-score: 0.4, threshold: 0.4 }
                    zones: { all: [[0, 0], [1, 0], [1, 1], [0, 1]] }
                  plain: { source: "file:%s", tracking: { enabled: false } }
                """.formatted(CLIP, CLIP));

        await().atMost(AMPLE)
                .until(() ->
                        get("/tracks").at("/cameras/0/zones/0/occupancy/person").asInt() > 0);
        await().atMost(AMPLE).until(() -> StreamSupport.stream(
                        get("/detections").at("/cameras/0/detections").spliterator(), false)
                .anyMatch(seen -> seen.get("track").isIntegralNumber()
                        && seen.at("/zones/0").asText().equals("all")));

        JsonNode plain = get("/tracks").at("/cameras/1");
        assertEquals("plain", plain.get("camera").asText());
        assertFalse(plain.get("tracking").asBoolean());
        assertEquals(0, plain.get("tracks").size());
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
    void withoutCameraChipNetworkAndStorageItIsUpAndSaysWhatIsMissing() throws Exception {
        var loaded = config("""
                http: { listen: 192.0.2.1, port: 0, insecure: true }
                model: { threads: 1 }
                gpio: { provider: chardev, lines: { lamp: { chip: no-such-chip, line: 1 } } }
                cameras: { gone: { source: "v4l2:///dev/no-such-video" } }
                """);
        var notifier = ServiceNotifier.of(Map.of(), 1);
        var host = new Host(notifier, Log.ofProcess(), Optional.of(directory.resolve("no-such-state")));
        daemon = new Daemon(() -> new Setup(loaded, model()), host, FrameSources::open);
        url = daemon.start();

        await().atMost(AMPLE).until(() -> get("/health").get("reasons").size() == 4);
        JsonNode health = get("/health");
        assertEquals("degraded", health.get("status").asText());
        assertEquals("missing", health.at("/storage/state").asText());
        String reasons = health.get("reasons").toString();
        for (String missing : List.of("gone", "lamp", "192.0.2.1", "no-such-state")) {
            assertTrue(reasons.contains(missing), reasons);
        }
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
        var hanging = new FakeSource(FrameSource.Delivery.LIVE).ignoringEverything();
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
            daemon = new Daemon(
                    () -> new Setup(config, model()),
                    new Host(notifier, Log.ofProcess(), Optional.empty()),
                    _ -> hanging);

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
        await().atMost(AMPLE).until(DaemonOverHttp::noPartRuns);
    }

    @Test
    void aLabelThatTheModelLacksIsRefusedBeforeAnythingStarts() throws Exception {
        var config = config(COMMON + DEMO.replace("person", "persn"));

        var refused = assertThrows(InvalidDocumentException.class, daemon(config, FrameSources::open)::start);

        assertTrue(refused.getMessage().contains("did you mean \"person\"?"), refused.getMessage());
    }
}
