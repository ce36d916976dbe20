package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.event.Journal;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private final ObjectMapper json = new ObjectMapper();
    private final Envelope envelope = new Envelope("board-7");

    @Test
    void anEvent() throws IOException {
        assertEquals(json.readTree("""
                {
                  "specversion": "1.0",
                  "id": "board-7-42-1795503610123",
                  "source": "/edge-infer/board-7/porch",
                  "type": "dev.edgeinfer.event.end",
                  "datacontenttype": "application/json",
                  "subject": "019abcde-0000-7000-8000-000000000001",
                  "time": "2026-11-24T07:00:10.123Z",
                  "sequence": "0000000000000000042",
                  "data": {
                    "id": "019abcde-0000-7000-8000-000000000001",
                    "camera": "porch",
                    "track": 7,
                    "label": "person",
                    "topScore": 0.9123,
                    "box": {"x": 10.0, "y": 20.5, "width": 100.0, "height": 200.0},
                    "frame": {"width": 640, "height": 480},
                    "startedAt": "2026-11-24T07:00:00.123Z",
                    "endedAt": "2026-11-24T07:00:10.123Z",
                    "endReason": "cameraLost",
                    "zones": ["step"],
                    "path": [{"at": "2026-11-24T07:00:00.123Z", "x": 0.0938, "y": 0.4594}],
                    "stationary": false,
                    "hasSnapshot": true
                  }
                }
                """), sealed(Facts.event(Phase.END, "porch", "person", "step")));
    }

    @Test
    void anEventThatLastsHasNoEndYet() throws IOException {
        JsonNode event = sealed(Facts.event(Phase.NEW, "porch", "person"));
        assertEquals("dev.edgeinfer.event.new", event.get("type").asText());
        assertTrue(event.at("/data/endedAt").isNull());
        assertTrue(event.at("/data/endReason").isNull());
        assertEquals(
                "dev.edgeinfer.event.update",
                sealed(Facts.event(Phase.UPDATE, "porch", "person")).get("type").asText());
    }

    @Test
    void aRule() throws IOException {
        JsonNode rule = sealed(Facts.rule("door", true));
        assertEquals("dev.edgeinfer.rule.active", rule.get("type").asText());
        assertEquals("/edge-infer/board-7/door", rule.get("source").asText());
        assertEquals("door", rule.get("subject").asText());
        assertEquals(json.readTree("""
                {"rule": "door", "active": true, "camera": "porch",
                 "events": ["019abcde-0000-7000-8000-000000000001"], "labels": ["person"], "test": false, "by": null}
                """), rule.get("data"));
        assertEquals(
                "dev.edgeinfer.rule.inactive",
                sealed(Facts.rule("door", false)).get("type").asText());
    }

    @Test
    void arming() throws IOException {
        JsonNode armed = sealed(Facts.armed(true));
        assertEquals("dev.edgeinfer.armed", armed.get("type").asText());
        assertEquals("/edge-infer/board-7", armed.get("source").asText());
        assertEquals(json.readTree("{\"armed\": true, \"by\": \"http\"}"), armed.get("data"));
    }

    @Test
    void thePublishedLibraryReadsIt() {
        CloudEvent event = new JsonFormat()
                .deserialize(envelope.seal(entry(Facts.rule("door", true)), Optional.of(new byte[] {-1, -40}))
                        .body());
        assertEquals("board-7-42-1795503600123", event.getId());
        assertEquals(URI.create("/edge-infer/board-7/door"), event.getSource());
        assertEquals(OffsetDateTime.parse("2026-11-24T07:00:00.123Z"), event.getTime());
        assertEquals("0000000000000000042", event.getExtension("sequence"));
    }

    @Test
    void aPictureIsInItAsBase64() throws IOException {
        Notification with = envelope.seal(entry(Facts.rule("door", true)), Optional.of(new byte[] {-1, -40}));
        assertTrue(with.hasSnapshot());
        assertEquals(
                json.readTree("{\"contentType\": \"image/jpeg\", \"base64\": \"/9g=\"}"),
                json.readTree(with.body()).at("/data/snapshot"));
        assertFalse(envelope.seal(entry(Facts.armed(true)), Optional.empty()).hasSnapshot());
    }

    private JsonNode sealed(Fact fact) throws IOException {
        return json.readTree(envelope.seal(entry(fact), Optional.empty()).body());
    }

    private static Journal.Entry entry(Fact fact) {
        return new Journal.Entry(42, fact);
    }
}
