package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The configuration of a running daemon, read and changed over HTTP. */
class DaemonConfigIT extends ConfigOverHttp {

    @Test
    void itIsShownAsItIsWrittenWithoutItsSecrets() throws Exception {
        dropIn("20-rate.yaml", "cameras: { front: { target-fps: 3 } }\n");
        HttpResponse<String> answer = get("/config", JSON);

        JsonNode shown = json.readTree(answer.body());
        assertEquals(file().toString(), shown.get("file").asText());
        assertEquals(
                "[[0.1,0.6],[0.9,0.6],[0.9,1.0]]",
                shown.at("/config/cameras/front/zones/door").toString());
        assertEquals(
                "***", shown.at("/config/webhooks/shop/headers/Authorization").asText());
        assertEquals(
                "https://127.0.0.1:1/***", shown.at("/config/webhooks/shop/url").asText());
        assertEquals(3, shown.at("/config/cameras/front/target-fps").asInt());
        assertEquals(
                "{\"cameras.front.target-fps\":\"%s\"}".formatted(directory.resolve("edge-infer.d/20-rate.yaml")),
                shown.get("origins").toString());
        assertTrue(shown.get("writable").asBoolean());
        assertEquals(etag(), answer.headers().firstValue("ETag").orElseThrow());

        HttpResponse<String> text = get("/config", YAML);
        assertEquals(YAML, text.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                TEXT.replace("\"https://127.0.0.1:1/hook/abc?key=def\"", "\"https://127.0.0.1:1/***\"")
                        .replace("Bearer abcdef", "\"***\""),
                text.body());
        assertEquals(
                304, send("GET", "/config", "", Map.of("If-None-Match", etag())).statusCode());
    }

    @Test
    void aTextThatComesBackKeepsItsSecretsAndItsComments() throws Exception {
        String shown = get("/config", YAML).body();
        String etag = etag();

        HttpResponse<String> answer = put(
                YAML,
                etag,
                shown.replace("# measured", "# measured again").replace("0.6], [0.9, 0.6]", "0.5], [0.9, 0.6]"));

        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode result = json.readTree(answer.body());
        assertEquals("[\"cameras.front.zones.door\"]", result.get("changed").toString());
        assertEquals("[]", result.get("restartNeeded").toString());
        assertFalse(result.get("apiRestarts").asBoolean());
        assertEquals(etag(), result.get("etag").asText());
        assertNotEquals(etag, etag());
        assertEquals(
                TEXT.replace("# measured", "# measured again").replace("0.6], [0.9, 0.6]", "0.5], [0.9, 0.6]"),
                Files.readString(file()));
        assertEquals(TEXT, Files.readString(directory.resolve("edge-infer.yaml.bak")));
        assertEquals(Set.of("edge-infer.yaml", "edge-infer.yaml.bak"), names());
    }

    @Test
    void aZoneIsDrawnAndIsAtWork() throws Exception {
        JsonNode scene = json.readTree(get("/cameras/front/zones", JSON).body());
        assertEquals(
                "{\"door\":[[0.1,0.6],[0.9,0.6],[0.9,1.0]]}", scene.get("zones").toString());

        HttpResponse<String> answer = send(
                "PUT",
                "/cameras/front/zones",
                "{\"zones\": {\"door\": [[0.1, 0.6], [0.9, 0.6], [0.9, 1]], \"all\": {\"polygon\": [[0,0],[1,0],[1,1],[0,1]], \"labels\": [\"person\"]}}}",
                Map.of("Content-Type", JSON, "If-Match", etag()));

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(TEXT.replace("   # measured\n", """
                           # measured
                              all:
                                polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]
                                labels: [person]
                        """.replaceFirst("^ +", "   ")), Files.readString(file()));
        await().atMost(AMPLE)
                .until(() -> get("/tracks").at("/cameras/0/zones").toString().contains("all")
                        || get("/tracks").toString().contains("\"all\""));
    }

    @Test
    void theSchemaIsForEditors() throws Exception {
        HttpResponse<String> answer = get("/config/schema.json", "*/*");
        assertEquals(
                "application/schema+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                json.readTree(answer.body()).get("$schema").asText());
    }

    @Test
    void aPatchTakesAwayAndAdds() throws Exception {
        HttpResponse<String> answer = send(
                "PATCH",
                "/config",
                "{\"cameras\": {\"front\": {\"zones\": null, \"target-fps\": 4}}, \"log\": {\"level\": \"info\"}}",
                Map.of("Content-Type", "application/merge-patch+json", "If-Match", etag()));

        assertEquals(200, answer.statusCode(), answer.body());
        String text = Files.readString(file());
        assertTrue(text.contains("    target-fps: 4\n") && text.endsWith("log:\n  level: info\n"), text);
        assertFalse(text.contains("door:"), text);
        assertTrue(text.contains("Bearer abcdef") && text.contains("# At the front door."), text);
    }

    @Test
    void jsonThatComesBackIsWrittenIntoTheText() throws Exception {
        dropIn("20-rate.yaml", "cameras: { front: { target-fps: 3 } }\n");
        JsonNode config = json.readTree(get("/config", JSON).body()).get("config");
        ((ObjectNode) config.at("/cameras/front")).put("priority", 2);

        HttpResponse<String> answer = put(JSON, etag(), config.toString());

        assertEquals(200, answer.statusCode(), answer.body());
        String text = Files.readString(file());
        assertEquals(TEXT.replace("webhooks:\n", "    priority: 2\nwebhooks:\n"), text);

        ((ObjectNode) config.at("/cameras/front")).put("target-fps", 2);
        HttpResponse<String> refused = put(JSON, etag(), config.toString());
        assertProblem(409, "config-in-drop-in", refused);
        assertEquals(
                "cameras.front.target-fps",
                json.readTree(refused.body()).get("path").asText());
    }

    @Test
    void allMistakesAreToldWithTheirPlaces() throws Exception {
        String wrong = TEXT.replace("threads: 1", "threads: 0").replace("[0.9, 1.0]]", "[0.9, 1.7]]") + "htpp: {}\n";

        HttpResponse<String> answer = put(YAML, etag(), wrong);

        assertProblem(422, "config-invalid", answer);
        JsonNode errors = json.readTree(answer.body()).get("errors");
        assertEquals(3, errors.size(), answer.body());
        assertEquals(3, errors.get(0).get("line").asInt());
        assertEquals("model.threads", errors.get(0).get("path").asText());
        assertEquals("is out of range", errors.get(0).get("problem").asText());
        assertEquals("1..256 is allowed", errors.get(0).get("hint").asText());
        assertEquals("htpp", errors.get(2).get("path").asText());
        assertEquals(TEXT, Files.readString(file()));

        HttpResponse<String> verdict = send("POST", "/config/validate", wrong, Map.of("Content-Type", YAML));
        assertEquals(200, verdict.statusCode());
        assertFalse(json.readTree(verdict.body()).get("valid").asBoolean());
        assertEquals(errors, json.readTree(verdict.body()).get("errors"));

        HttpResponse<String> good = send(
                "POST", "/config/validate", TEXT.replace("threads: 1", "threads: 2"), Map.of("Content-Type", YAML));
        assertEquals(
                "{\"valid\":true,\"errors\":[],\"changed\":[\"model.threads\"],\"restartNeeded\":[\"model.threads\"]}",
                good.body());
    }

    @Test
    void whatNeedsARestartIsWrittenAndSaid() throws Exception {
        HttpResponse<String> answer = put(YAML, etag(), TEXT.replace("threads: 1", "threads: 2"));

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                "[\"model.threads\"]",
                json.readTree(answer.body()).get("restartNeeded").toString());
        assertEquals(
                200, put(YAML, etag(), Files.readString(file()) + "# more\n").statusCode());
    }

    @Test
    void aCommandOrAFileThatTheBoardDoesNotHaveIsRefused() throws Exception {
        String clip = "\"file:" + CLIP + "\"";
        for (String text : List.of(
                TEXT.replace(clip, "\"exec:touch /tmp/x#format=mjpeg\""),
                TEXT.replace("    zones:", "    detect-source: 'exec:touch /tmp/x#format=mjpeg'\n    zones:"),
                TEXT.replace(clip, "\"\\x65xec:touch /tmp/x#format=mjpeg\""),
                TEXT.replace("front:", "front: &a")
                        .replace(clip, "&b \"exec:touch /tmp/x#format=mjpeg\"")
                        .replace("webhooks:", "  yard: { source: *b }\nwebhooks:"),
                TEXT.replace("Bearer abcdef", "\"${file:/etc/hostname}\""),
                TEXT.replace("Bearer abcdef", "\"$${x} ${file:" + directory + "/../../etc/hostname}\""))) {
            HttpResponse<String> answer = put(YAML, etag(), text);
            assertProblem(422, "config-invalid", answer);
            assertTrue(
                    answer.body().contains("is a command that the files on the board do not have")
                            || answer.body().contains("which nobody may name over the network"),
                    answer.body());
            HttpResponse<String> verdict = send("POST", "/config/validate", text, Map.of("Content-Type", YAML));
            assertFalse(json.readTree(verdict.body()).get("valid").asBoolean());
        }
        assertEquals(TEXT, Files.readString(file()));
    }

    @Test
    void theApiAnswersBeforeItMoves() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        HttpResponse<String> answer = put(YAML, etag(), TEXT.replace("port: 0", "port: " + port));

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(json.readTree(answer.body()).get("apiRestarts").asBoolean());
        url = URI.create("http://localhost:" + port);
        await().atMost(AMPLE)
                .ignoreExceptions()
                .until(() -> get("/config", JSON).statusCode() == 200);
        assertEquals(json.readTree(answer.body()).get("etag").asText(), etag());
    }
}
