package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** What a daemon keeps of the demo clip. */
class DaemonEventsIT extends DaemonOverHttp {

    private static final String ZONED = COMMON + """
            tracking: { min-hits: 2 }
            cameras:
              demo:
                source: "file:%s"
                zones: { all: [[0, 0], [1, 0], [1, 1], [0, 1]] }
            """.formatted(CLIP);

    private void startWithState(String text) throws Exception {
        LoadedConfig config = config(text);
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        daemon = new Daemon(
                () -> new Setup(config, model()),
                new Host(notifier, Log.ofProcess(), Optional.of(directory)),
                FrameSources::open);
        url = daemon.start();
    }

    private Optional<JsonNode> first(String query, String pointer, String value) throws Exception {
        for (JsonNode event : get("/events" + query).get("events")) {
            if (event.at(pointer).asText().equals(value)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    @Test
    void whatTheClipShowsBecomesEventsWithPicturesThatOutliveTheDaemon() throws Exception {
        startWithState(ZONED);
        await().atMost(AMPLE).until(() -> first("?zone=all&label=cat", "/hasSnapshot", "true")
                .isPresent());
        JsonNode event = first("?zone=all&label=cat", "/hasSnapshot", "true").orElseThrow();
        String id = event.get("id").asText();

        assertEquals("demo", event.get("camera").asText());
        assertTrue(event.get("topScore").asDouble() >= 0.5);
        assertTrue(get("/events/" + id).get("path").size() >= 1);
        try (Mat picture = picture("/events/" + id + "/snapshot.jpg")) {
            assertEquals(event.at("/frame/width").asInt(), picture.cols());
        }
        JsonNode store = get("/health").get("store");
        assertTrue(store.get("events").asLong() >= 1);
        assertTrue(store.get("problem").isNull());

        daemon.close();
        startWithState(ZONED);

        JsonNode after = get("/events/" + id);
        assertTrue(after.get("endReason").asText().matches("gone|stopped"), after.toString());
        assertEquals(200, status("/events/" + id + "/snapshot.jpg"));
    }

    @Test
    void withoutAStateDirectoryEventsAreKeptInMemory() throws Exception {
        start(ZONED);
        await().atMost(AMPLE).until(() -> get("/events").get("events").size() >= 1);
    }

    @Test
    void aDatabaseThatCannotBeOpenedStopsNothingAndHealthSaysSo() throws Exception {
        Files.createDirectory(directory.resolve("events.db"));
        startWithState(ZONED);
        await().atMost(AMPLE)
                .until(() -> !get("/detections").at("/cameras/0/sequence").isNull());
        JsonNode health = get("/health");
        assertEquals("degraded", health.get("status").asText());
        String problem = health.at("/store/problem").asText();
        assertTrue(problem.startsWith("events cannot be kept: "), problem);
        assertEquals(503, status("/events"));

        Files.delete(directory.resolve("events.db"));
        await().atMost(AMPLE).until(() -> get("/health").at("/store/problem").isNull());
        await().atMost(AMPLE).until(() -> get("/events").get("events").size() >= 1);
    }

    @Test
    void pathsOfSnapshotsAreThoseOfTheReadme() throws Exception {
        startWithState(ZONED);
        await().atMost(AMPLE).until(() -> first("", "/hasSnapshot", "true").isPresent());
        try (var files = Files.walk(directory.resolve("snapshots"))) {
            assertTrue(files.map(Path::toString)
                    .anyMatch(path -> path.matches(".*/snapshots/\\d{4}-\\d\\d-\\d\\d/[0-9a-f-]{36}\\.jpg")));
        }
    }
}
