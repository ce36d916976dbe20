package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of a whole daemon: those that rules drive, those that people hold, and inputs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonGpioIT extends DaemonOverHttp {

    private static final String CONFIG = """
            http: { port: 0 }
            model: { threads: 1 }
            gpio:
              provider: simulated
              inputs:
                DOOR: { line: GPIO5 }
            cameras:
              demo: { source: "file:%s" }
            rules:
              someone:
                when: { label: person }
                gpio: { line: GPIO17, mode: blink, on: 20ms, off: 30ms }
            """.formatted(CLIP);

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void ruleMakesALineBlinkAndAPersonHoldsItForAWhile() throws Exception {
        start(CONFIG);
        await().atMost(AMPLE).until(() -> line("GPIO17").get("signal").asText().equals("blink"));
        assertEquals("someone", line("GPIO17").get("rule").asText());
        await().atMost(AMPLE).until(() -> value("GPIO17") == 0 && isBlinking());
        await().atMost(AMPLE).until(() -> value("GPIO17") == 1 && isBlinking());

        JsonNode held = put("/gpio/GPIO17", "{\"value\": 1, \"timeoutMs\": 86400000}");
        assertEquals("http", held.get("override").get("by").asText());
        assertTrue(held.get("override").get("until").asText().endsWith("Z"));
        assertTrue(held.get("rule").isNull());
        assertEquals(1, held.get("value").asInt());
        assertEquals("steady", held.get("signal").asText());

        put("/gpio/GPIO17", "{\"value\": 0, \"timeoutMs\": 1}");
        await().atMost(AMPLE).until(() -> line("GPIO17").get("override").isNull());
    }

    @Test
    void inputIsListedAndASimulatedOneIsSet() throws Exception {
        start(CONFIG);
        assertEquals("input", line("DOOR").get("direction").asText());
        assertEquals(5, line("DOOR").get("offset").asInt());
        assertEquals(0, value("DOOR"));
        assertEquals(1, put("/gpio/DOOR", "{\"value\": 1}").get("value").asInt());
        assertEquals(1, value("DOOR"));
    }

    private boolean isBlinking() throws Exception {
        return line("GPIO17").get("signal").asText().equals("blink");
    }

    private int value(String line) throws Exception {
        return line(line).get("value").asInt();
    }

    private JsonNode line(String name) throws Exception {
        return get("/gpio/" + name);
    }

    private JsonNode put(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return json.readTree(response.body());
    }
}
