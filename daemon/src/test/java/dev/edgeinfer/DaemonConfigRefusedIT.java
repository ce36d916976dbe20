package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.FixtureBundle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What keeps a configuration from being changed over HTTP, and leaves all as it was. */
class DaemonConfigRefusedIT extends ConfigOverHttp {

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
}
