package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules, arming and trying rules of a daemon that runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonRulesIT extends DaemonOverHttp {

    private static final String RULES = COMMON + """
            cameras:
              demo: { source: "file:%s", zones: { all: [[0, 0], [1, 0], [1, 1], [0, 1]] } }
              gone: { source: "v4l2:///dev/no-such-video" }
            rules:
              visitor: { when: { label: person, zone: all }, gpio: { line: GPIO17 } }
              armed: { when: { armed: true }, gpio: { line: GPIO18 } }
              nobody: { when: { label: elephant, absent-for: 1s, camera: [demo, gone] }, gpio: { line: GPIO19 } }
              bell: { when: { label: elephant, camera: gone }, gpio: { line: GPIO20 } }
            """.formatted(CLIP);

    @Test
    void rulesOfAllKindsRun() throws Exception {
        start(RULES);

        await().atMost(AMPLE).until(() -> value("GPIO17") == 1);
        JsonNode visitor = get("/rules").at("/rules/0");
        assertEquals("person in all (score 0.50 or more)", visitor.get("when").asText());
        assertTrue(visitor.get("fed").asBoolean());
        await().atMost(AMPLE).until(() -> get("/rules").at("/rules/0/lastBegan").isTextual());
        await().atMost(AMPLE).until(() -> value("GPIO17") == 0);

        assertEquals(1, value("GPIO18"));
        assertEquals(200, put("/armed", "{\"armed\": false}"));
        await().atMost(AMPLE).until(() -> value("GPIO18") == 0);

        // Of a camera that is not there nobody knows whether there is an elephant.
        JsonNode nobody = get("/rules").at("/rules/2");
        assertFalse(nobody.get("active").asBoolean());
        assertFalse(nobody.get("fed").asBoolean());
    }

    @Test
    void aRuleIsTriedWithoutItsCamera() throws Exception {
        start(RULES);

        assertEquals(200, post("/rules/bell/test"));
        await().atMost(AMPLE).until(() -> value("GPIO20") == 1);
        await().atMost(AMPLE).until(() -> value("GPIO20") == 0);
        assertEquals(404, post("/rules/bel/test"));
    }

    @Test
    void anInputMakesARuleActive() throws Exception {
        start(COMMON.replace("provider: simulated", "provider: simulated, inputs: { DOOR: {} }") + """
                cameras: { gone: { source: "v4l2:///dev/no-such-video" } }
                rules:
                  door: { when: { input: DOOR, for: 200ms }, gpio: { line: GPIO17 } }
                """);

        assertEquals(200, put("/gpio/DOOR", "{\"value\": 1}"));
        await().atMost(AMPLE).until(() -> value("GPIO17") == 1);
        assertEquals(
                "while DOOR is active, for 200ms",
                get("/rules").at("/rules/0/when").asText());
        assertEquals(200, put("/gpio/DOOR", "{\"value\": 0}"));
        await().atMost(AMPLE).until(() -> value("GPIO17") == 0);
    }

    @Test
    void theBoardStaysDisarmedOverARestart() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        startWith(state, RULES);
        assertTrue(get("/armed").get("armed").asBoolean());
        assertEquals(200, put("/armed", "{\"armed\": false}"));
        JsonNode disarmed = get("/armed");
        await().atMost(AMPLE).until(() -> Files.exists(state.resolve("armed.json")));

        daemon.close();
        startWith(state, RULES);

        assertEquals(disarmed, get("/armed"));
        await().atMost(AMPLE).until(() -> get("/rules").at("/rules/1/active").isBoolean());
        assertFalse(get("/rules").at("/rules/1/active").asBoolean());
        assertEquals(0, value("GPIO18"));
    }

    private void startWith(Path state, String text) throws Exception {
        var loaded = config(text);
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        var host = new Host(notifier, Log.ofProcess(), Optional.of(state));
        daemon = new Daemon(() -> new Setup(loaded, model()), host, FrameSources::open);
        url = daemon.start();
    }

    private int value(String line) throws Exception {
        for (JsonNode entry : get("/gpio").get("lines")) {
            if (entry.get("line").asText().equals(line)) {
                return entry.get("value").asInt();
            }
        }
        throw new AssertionError("no line " + line);
    }

    private int put(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(url.resolve(path)).PUT(BodyPublishers.ofString(body)));
    }

    private int post(String path) throws Exception {
        return send(HttpRequest.newBuilder(url.resolve(path)).POST(BodyPublishers.noBody()));
    }

    private int send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
