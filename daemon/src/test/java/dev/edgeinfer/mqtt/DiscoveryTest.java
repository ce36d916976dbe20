package dev.edgeinfer.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Home Assistant requires of a device discovery message, by its schema of 2024.11. */
class DiscoveryTest {

    private static final Map<String, Set<String>> REQUIRED = Map.of(
            "sensor", Set.of("state_topic"),
            "binary_sensor", Set.of("state_topic"),
            "switch", Set.of("command_topic", "state_topic"),
            "camera", Set.of("topic"));

    private static final Set<String> COMMON =
            Set.of("platform", "unique_id", "name", "availability", "availability_mode", "icon");

    private final Message message = new Discovery(Topics.of("edge-infer", "board-7"), "board-7")
            .counts(List.of(PublisherBoard.camera("porch")), List.of("person", "traffic light"))
            .rules(List.of("door"))
            .armed()
            .lines(List.of("GPIO17", "gpiochip0/4"))
            .pictures(List.of(PublisherBoard.camera("porch")))
            .message("homeassistant", "0.1.0");

    private final JsonNode document = read(message);

    @Test
    void itIsRetainedWhereHomeAssistantLooks() {
        assertEquals("homeassistant/device/edge-infer_board-7/config", message.topic());
        assertTrue(message.retained());
        assertTrue(message.topic().matches("homeassistant/device/[a-zA-Z0-9_-]+/config"));
    }

    @Test
    void deviceAndOriginAreNamed() {
        assertEquals("edge-infer_board-7", document.at("/device/identifiers/0").asText());
        assertEquals("edge-infer", document.at("/origin/name").asText());
    }

    @Test
    void everyComponentHasWhatItsPlatformNeedsAndNothingUnknown() {
        var ids = new HashSet<String>();
        document.get("components").forEach(component -> {
            String platform = component.get("platform").asText();
            Set<String> required = REQUIRED.get(platform);
            required.forEach(key -> assertTrue(component.get(key).isTextual(), component.toString()));
            component
                    .fieldNames()
                    .forEachRemaining(key -> assertTrue(
                            COMMON.contains(key) || required.contains(key) || key.equals("state_class"), key));
            assertTrue(ids.add(component.get("unique_id").asText()), "ids are unique");
            component
                    .get("availability")
                    .forEach(entry -> assertTrue(entry.get("topic").isTextual()));
            for (String key : List.of("state_topic", "command_topic", "topic")) {
                assertFalse(component.path(key).asText().matches(".*[#+ ].*"), component.toString());
            }
        });
        assertEquals(
                Set.of(
                        "porch_person",
                        "porch_traffic_light",
                        "rule_door",
                        "armed",
                        "gpio_GPIO17",
                        "gpio_gpiochip0_4",
                        "porch_snapshot"),
                names());
    }

    @Test
    void topicsAreThoseThatArePublished() {
        assertEquals(
                "edge-infer/board-7/porch/traffic_light",
                document.at("/components/porch_traffic_light/state_topic").asText());
        assertEquals(
                "edge-infer/board-7/gpio/gpiochip0_4/set",
                document.at("/components/gpio_gpiochip0_4/command_topic").asText());
        assertEquals(
                "edge-infer/board-7/porch/availability",
                document.at("/components/porch_person/availability/1/topic").asText());
        assertEquals(
                "all", document.at("/components/porch_person/availability_mode").asText());
    }

    private Set<String> names() {
        var names = new HashSet<String>();
        document.get("components").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read(Message message) {
        try {
            return Payloads.mapper().readTree(message.payload());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
