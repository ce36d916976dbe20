package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
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
                KEY: { line: GPIO6, on-active: toggle }
            cameras:
              demo: { source: "file:%s" }
            rules:
              someone:
                when: { label: person }
                gpio: { line: GPIO17, mode: blink, on: 20ms, off: 30ms }
              open:
                when: { input: DOOR }
                gpio: { line: GPIO27 }
              hush:
                when: { armed: false }
                gpio: { line: GPIO27, state: inactive, priority: 1 }
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

    @Test
    void inputsSwitchLinesAndArmTheBoard() throws Exception {
        start(CONFIG);
        put("/gpio/DOOR", "{\"value\": 1}");
        await().atMost(AMPLE).until(() -> value("GPIO27") == 1);
        assertEquals("open", line("GPIO27").get("rule").asText());

        boolean armed = get("/armed").get("armed").asBoolean();
        assertTrue(armed);
        put("/gpio/KEY", "{\"value\": 1}");
        assertEquals("input KEY", get("/armed").get("by").asText());
        assertEquals(!armed, get("/armed").get("armed").asBoolean());
        await().atMost(AMPLE).until(() -> value("GPIO27") == 0);
        assertEquals("hush", line("GPIO27").get("rule").asText());

        put("/gpio/KEY", "{\"value\": 0}");
        assertEquals(!armed, get("/armed").get("armed").asBoolean(), "only what it becomes active by");
        put("/gpio/KEY", "{\"value\": 1}");
        await().atMost(AMPLE).until(() -> value("GPIO27") == 1);
        put("/gpio/DOOR", "{\"value\": 0}");
        await().atMost(AMPLE).until(() -> value("GPIO27") == 0);
    }

    @Test
    void overrideEndsAtAReloadThatChangesMoreAndStaysAtOneThatDoesNot() throws Exception {
        LoadedConfig[] configs = {
            config(CONFIG), config(CONFIG + "log: { level: info }\n"), config(CONFIG.replace("20ms", "40ms"))
        };
        int[] next = {0};
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        daemon = new Daemon(
                () -> new Setup(configs[next[0]], model()),
                new Host(notifier, Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
        put("/gpio/GPIO27", "{\"value\": 1}");
        next[0] = 1;
        daemon.reload();
        assertEquals(1, value("GPIO27"));
        next[0] = 2;
        daemon.reload();
        assertTrue(line("GPIO27").get("override").isNull());
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
