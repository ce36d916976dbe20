package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.mqtt.Mosquitto;
import dev.edgeinfer.mqtt.Subscriber;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A whole daemon and a real broker: what another client is told, and what it can do. */
class DaemonMqttIT extends DaemonOverHttp {

    private static final String ROOT = "edge-infer/board-7";

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void anotherClientSeesTheDemoAndDisarmsTheBoard() throws Exception {
        try (var broker = new Mosquitto(directory).start();
                var others = new Subscriber(broker, "-t", ROOT + "/#", "-t", "homeassistant/#")) {
            start(COMMON + DEMO + """
                    device: { id: board-7 }
                    mqtt: { url: "mqtt://localhost:%d" }
                    """.formatted(broker.port()));

            await().atMost(AMPLE)
                    .until(() -> others.last(ROOT + "/availability").equals(Optional.of("online")));
            await().atMost(AMPLE)
                    .until(() -> others.last(ROOT + "/demo/availability").equals(Optional.of("online")));
            await().atMost(AMPLE).until(() -> others.on(ROOT + "/demo/person")
                    .anyMatch(count -> !count.payload().equals("0")));
            await().atMost(AMPLE).until(() -> others.on(ROOT + "/rules/someone-at-the-door")
                    .anyMatch(state -> state.payload().equals("ON")));
            await().atMost(AMPLE).until(() -> others.on(ROOT + "/gpio/GPIO17")
                    .anyMatch(state -> state.payload().equals("ON")));
            await().atMost(AMPLE)
                    .until(() -> others.on(ROOT + "/rules").findAny().isPresent());
            await().atMost(AMPLE).until(() -> others.on(ROOT + "/events")
                    .anyMatch(event -> event.payload().startsWith("{\"type\":\"end\"")));
            JsonNode detections =
                    json.readTree(others.last(ROOT + "/demo/detections").orElseThrow());
            assertEquals(keys(get("/detections").at("/cameras/0")), keys(detections));
            assertTrue(others.last("homeassistant/device/edge-infer_board-7/config")
                    .isPresent());

            assertTrue(get("/armed").get("armed").asBoolean());
            Subscriber.publish(broker.port(), "-t", ROOT + "/armed/set", "-m", "OFF");
            await().atMost(AMPLE).until(() -> !get("/armed").get("armed").asBoolean());
            await().atMost(AMPLE)
                    .until(() -> others.on(ROOT + "/armed/changes").findAny().isPresent());
            assertEquals("mqtt", get("/armed").get("by").asText());

            Subscriber.publish(broker.port(), "-t", ROOT + "/armed/set", "-m", "maybe");
            await().atMost(AMPLE)
                    .until(() -> get("/health")
                                    .at("/mqtt/rejectedCommands/malformed")
                                    .asLong()
                            == 1);
            JsonNode health = get("/health");
            assertTrue(health.at("/mqtt/connectedSince").isTextual());
            assertTrue(health.at("/mqtt/delivered").asLong() > 0);
            assertEquals(
                    "mqtt://localhost:" + broker.port(),
                    health.at("/mqtt/broker").asText());

            broker.kill();
            await().atMost(AMPLE)
                    .until(() -> get("/health").at("/mqtt/lastError").isTextual());
            assertEquals("degraded", get("/health").get("status").asText());
            assertTrue(get("/health").get("ready").asBoolean());
        }
    }

    private static List<String> keys(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }
}
