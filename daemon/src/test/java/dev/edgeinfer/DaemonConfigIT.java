package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.model.FixtureBundle;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The configuration of a running daemon, read and changed over HTTP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonConfigIT extends DaemonOverHttp {

    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    private static final String TEXT = """
            # What this board does.
            http: { port: 0 }   # any
            model: { threads: 1 }
            gpio: { provider: simulated }
            cameras:
              # At the front door.
              front:
                source: "file:%s"
                password: hunter2secret
                user: anna
                zones:
                  # Where people stand.
                  door: [[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]   # measured
            webhooks:
              shop: { url: "https://127.0.0.1:1/hook/abc?key=def", headers: { Authorization: Bearer abcdef } }
            """.formatted(CLIP).replace("    password: hunter2secret\n    user: anna\n", "");

    private final ObjectMapper json = new ObjectMapper();

    @BeforeEach
    void startWithAFile() throws IOException {
        Files.writeString(file(), TEXT);
        daemon = new Daemon(
                Setups.of(file(), Secrets.of(Map.of()), loaded -> Setup.of(loaded, Path.of("../models"))),
                new Host(ServiceNotifier.of(Map.of(), 1), Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
    }

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
    void ofTwoWhoWriteAtOnceOneWins() throws Exception {
        String etag = etag();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String text = TEXT + "# writer " + i + "\n";
                writers.add(() -> put(YAML, etag, text).statusCode());
            }
            var statuses = new ArrayList<Integer>();
            for (Future<Integer> writer : clients.invokeAll(writers)) {
                statuses.add(writer.get());
            }
            assertEquals(List.of(200, 412, 412, 412), statuses.stream().sorted().toList());
        }
        assertTrue(Files.readString(file()).contains("# writer "));
    }

    @Test
    void withoutTheVersionNothingIsChanged() throws Exception {
        HttpResponse<String> none = send("PUT", "/config", TEXT, Map.of("Content-Type", YAML));
        assertProblem(428, "precondition-required", none);
        HttpResponse<String> stale = put(YAML, "\"other\"", TEXT);
        assertProblem(412, "config-changed", stale);
        assertEquals(etag(), stale.headers().firstValue("ETag").orElseThrow());
        assertProblem(412, "config-changed", put(YAML, "W/" + etag(), TEXT));
        assertProblem(400, "bad-request", put(YAML, etag().replace("\"", ""), TEXT));
        assertEquals(200, put(YAML, "*", TEXT).statusCode());
        assertEquals(200, put(YAML, "\"other\", " + etag(), TEXT).statusCode());
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

    @Test
    void whatDoesNotStartIsTakenBack() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpResponse<String> answer = put(YAML, etag(), TEXT.replace("port: 0", "port: " + other.getLocalPort()));
            if (answer.statusCode() == 200) {
                await().atMost(AMPLE).until(() -> Files.readString(file()).equals(TEXT));
            } else {
                assertProblem(409, "config-not-applied", answer);
            }
            assertEquals(TEXT, Files.readString(file()));
        }
    }

    @Test
    void aModelThatIsBrokenIsTakenBack() throws Exception {
        FixtureBundle.copy(Path.of("../models/nanodet-g"), directory).program(new byte[100]);

        HttpResponse<String> answer = put(YAML, etag(), TEXT.replace("threads: 1", "threads: 1, path: ./nanodet-g"));

        assertProblem(409, "config-not-applied", answer);
        assertEquals(TEXT, Files.readString(file()));
        assertEquals("ok", get("/health").get("status").asText());
    }

    @Test
    void aFileThatIsReadOnlyStaysAsItIs() throws Exception {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));

        assertProblem(409, "config-read-only", put(YAML, etag(), TEXT + "# more\n"));
        assertEquals(TEXT, Files.readString(file()));
        assertFalse(json.readTree(get("/config", JSON).body()).get("writable").asBoolean());
    }

    @Test
    void aFileThatSomebodyBrokeIsMendedByAWholeText() throws Exception {
        Files.writeString(file(), "cameras: [\n");

        HttpResponse<String> shown = get("/config", JSON);
        assertProblem(409, "config-broken", shown);
        assertEquals(2, json.readTree(shown.body()).at("/errors/0/line").asInt(), shown.body());
        String etag = shown.headers().firstValue("ETag").orElseThrow();
        assertProblem(409, "config-broken", get("/config", YAML));
        assertEquals(200, put(YAML, etag, TEXT).statusCode());
        assertEquals(TEXT, Files.readString(file()));
    }

    @Test
    void hostileTextsAreRefusedWithASentence() throws Exception {
        for (String text : List.of(
                "[",
                "[]",
                "1",
                "a: &a [*a]",
                "\u0000",
                "cameras: {}",
                "!!javax.script.ScriptEngineManager [x]",
                "cameras: &c { x: *c }",
                "%YAML 9.9\n---\na: 1",
                "a: 1\n---\nb: 2",
                "? [a]\n: b",
                "cameras: \"***\"",
                "<<: {a: 1}",
                "cameras: { \"../..\": { source: \"file:/etc/passwd\" } }",
                "- - - - a",
                "cameras: { x: { source: \"file:\\uD800\" } }")) {
            assertProblem(422, "config-invalid", put(YAML, etag(), text));
        }
        assertProblem(400, "bad-body", put(YAML, etag(), ""));
        assertEquals(TEXT, Files.readString(file()));
    }

    @Test
    void hostileBodiesAreRefusedInTime() throws Exception {
        var bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
        for (int i = 1; i <= 15; i++) {
            bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }
        assertProblem(422, "config-invalid", put(YAML, etag(), bomb.toString()));
        assertProblem(422, "config-invalid", put(YAML, etag(), "[".repeat(100_000)));
        assertProblem(422, "config-invalid", put(YAML, etag(), "a: ".repeat(1) + "{b: ".repeat(10_000)));
        assertProblem(413, "body-too-large", put(YAML, etag(), "#".repeat((1 << 20) + 1)));
        assertProblem(413, "body-too-large", put(YAML, etag(), "#".repeat(5 << 20)));
        assertProblem(400, "bad-body", put(JSON, etag(), "[".repeat(100_000)));
        assertProblem(400, "bad-body", put(JSON, etag(), "{\"a\":".repeat(1000)));
        assertProblem(400, "bad-body", put(JSON, etag(), "{\"a\": 1, \"a\": 2}"));
        assertProblem(400, "bad-body", put(JSON, etag(), "{} {}"));
        assertProblem(400, "bad-body", put(JSON, etag(), "[]"));
        assertProblem(415, "wrong-media-type", put("text/plain", etag(), TEXT));
        assertProblem(415, "wrong-media-type", put("application/x-www-form-urlencoded", etag(), TEXT));
        // The server itself refuses what it cannot decode.
        assertEquals(
                400,
                send("PUT", "/config", TEXT, Map.of("Content-Type", YAML, "If-Match", "*", "Content-Encoding", "gzip"))
                        .statusCode());
        HttpRequest latin = HttpRequest.newBuilder(url.resolve("/config"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray("a: \u00e4".getBytes(StandardCharsets.ISO_8859_1)))
                .header("Content-Type", YAML)
                .header("If-Match", "*")
                .build();
        HttpResponse<String> answer = client.send(latin, HttpResponse.BodyHandlers.ofString());
        assertProblem(422, "config-invalid", answer);
        assertTrue(answer.body().contains("is not UTF-8 text"), answer.body());
        assertEquals(TEXT, Files.readString(file()));
    }

    private String etag() throws Exception {
        return get("/config", JSON).headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> get(String path, String accepted) throws Exception {
        return send("GET", path, "", Map.of("Accept", accepted));
    }

    private HttpResponse<String> put(String type, String etag, String body) throws Exception {
        return send("PUT", "/config", body, Map.of("Content-Type", type, "If-Match", etag));
    }

    private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertProblem(int status, String type, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "urn:edge-infer:problem:" + type,
                json.readTree(answer.body()).get("type").asText());
    }

    private Path file() {
        return directory.resolve("edge-infer.yaml");
    }

    private void dropIn(String name, String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("edge-infer.d"));
        Files.writeString(folder.resolve(name), text);
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }
}
