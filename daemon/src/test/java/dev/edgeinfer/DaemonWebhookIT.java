package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.webhook.Receiver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a daemon tells a server. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonWebhookIT extends DaemonOverHttp {

    @Test
    void eventsAreToldAsTheApiShowsThemAndHealthTellsOfWhoIsNot() throws Exception {
        try (var receiver = new Receiver()) {
            start(COMMON + """
                    device: { id: board-7 }
                    cameras:
                      demo:
                        source: "file:%s"
                        tracking: { high-score: 0.4, threshold: 0.4, max-age: 100ms }
                    webhooks:
                      phone: { url: "%s?key=geheim", events: all, snapshot: true }
                      down: { url: "http://127.0.0.1:1/geheim", events: all }
                    """.formatted(CLIP, receiver.url()));

            await().atMost(AMPLE).until(() -> told(receiver, "dev.edgeinfer.event.end") != null);
            JsonNode end = told(receiver, "dev.edgeinfer.event.end");
            assertEquals("/edge-infer/board-7/demo", end.get("source").asText());
            JsonNode data = end.get("data");
            JsonNode shown = get("/events/" + data.get("id").asText());
            for (String key :
                    List.of("id", "camera", "track", "label", "topScore", "box", "frame", "startedAt", "endedAt")) {
                assertEquals(shown.get(key), data.get(key), key);
            }
            await().atMost(AMPLE)
                    .until(() -> get("/health").at("/webhooks/1/lastError").isTextual());
            JsonNode health = get("/health");
            assertEquals("phone", health.at("/webhooks/0/webhook").asText());
            assertEquals("closed", health.at("/webhooks/0/state").asText());
            assertTrue(health.at("/webhooks/0/delivered").asLong() >= 2);
            assertEquals(
                    "takes no connection", health.at("/webhooks/1/lastError").asText());
            assertTrue(health.at("/webhooks/1/backlog").asLong() > 0);
            assertFalse(health.toString().contains("geheim"), health.toString());
        }
    }

    @Test
    void aRuleTellsTheWebhookThatStandsInIt() throws Exception {
        try (var receiver = new Receiver()) {
            start(COMMON + """
                    device: { id: board-7 }
                    cameras:
                      demo: { source: "file:%s", tracking: { high-score: 0.4, threshold: 0.4, max-age: 100ms } }
                    rules:
                      someone-at-the-door:
                        when: { label: person, min-score: 0.4 }
                        gpio: { line: GPIO17, mode: hold, hold: 5s }
                        webhook: { url: "%s" }
                    """.formatted(CLIP, receiver.url()));

            await().atMost(AMPLE).until(() -> told(receiver, "dev.edgeinfer.rule.inactive") != null);
            JsonNode active = told(receiver, "dev.edgeinfer.rule.active");
            assertEquals(
                    "/edge-infer/board-7/someone-at-the-door",
                    active.get("source").asText());
            assertEquals("demo", active.at("/data/camera").asText());
            assertEquals("person", active.at("/data/labels/0").asText());
            assertEquals(
                    "person",
                    get("/events/" + active.at("/data/events/0").asText())
                            .get("label")
                            .asText());
        }
    }

    private static JsonNode told(Receiver receiver, String type) throws IOException {
        for (Receiver.Received one : receiver.accepted) {
            if (one.event().get("type").asText().equals(type)) {
                return one.event();
            }
        }
        return null;
    }
}
