package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.repository.BundleFolder;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models over HTTP in a whole daemon: real ones, tried in real processes, some of them bad. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DaemonModelsIT extends DaemonOverHttp {

    private final ObjectMapper json = new ObjectMapper();
    private BundleFolder folder;

    @BeforeEach
    void startWithModels() throws IOException {
        Path bundled = Path.of("../models/nanodet-g");
        folder = new BundleFolder(Files.createDirectory(directory.resolve("models")))
                .copy(bundled, "nanodet-g")
                .copy(bundled, "second")
                .copy(bundled, "slow")
                .manifest("slow", "budget: {latency-ms: 0.001}\n")
                .copy(bundled, "damaged")
                .copy(bundled, "other-things");
        byte[] program = Files.readAllBytes(folder.path("damaged").resolve("model.pte"));
        program[program.length / 2] ^= 1;
        Files.write(folder.path("damaged").resolve("model.pte"), program);
        Path labels = folder.path("other-things").resolve("labels.txt");
        Files.writeString(labels, Files.readString(labels).replaceFirst("person", "pedestrian"));
        Files.createDirectory(directory.resolve("state"));
        restart();
    }

    private void restart() throws IOException {
        stopDaemon();
        Files.writeString(directory.resolve("edge-infer.yaml"), COMMON + DEMO);
        daemon = new Daemon(
                () -> Setup.of(
                        ConfigFile.read(directory.resolve("edge-infer.yaml"), Secrets.of(Map.of())), folder.path()),
                new Host(
                        ServiceNotifier.of(Map.of(), ProcessHandle.current().pid()),
                        Log.ofProcess(),
                        Optional.of(directory.resolve("state"))),
                FrameSources::open);
        url = daemon.start();
        await().atMost(AMPLE)
                .until(() -> get("/detections").at("/cameras/0/sequence").asLong() > 0);
    }

    private void stopDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void aModelIsTriedAndUsedWhileTheCameraAndTheRuleGoOn() throws Exception {
        await().atMost(AMPLE).until(() -> get("/rules").at("/rules/0/active").asBoolean());
        long captured = captured();

        HttpResponse<String> answer = post("/models/second/activate");

        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode models = json.readTree(answer.body());
        assertEquals("second", models.get("active").asText());
        assertEquals("nanodet-g", models.get("previous").asText());
        assertEquals("active", model("second").get("state").asText());
        assertTrue(model("second").at("/latency/p50Ms").asDouble() > 0);
        assertEquals(0.3303, model("second").at("/accuracy/ap").asDouble());
        assertEquals("second", get("/health").at("/model/name").asText());
        assertTrue(captured() > captured, "the camera was not opened anew");
        long detected = detected();
        await().atMost(AMPLE).until(() -> detected() > detected + 5);
        assertNothingIsSaidAgainstModels();
        assertTrue(metrics().contains("edge_infer_model_loaded{model=\"second\",version=\"1.0.0\"} 1"), metrics());

        restart();
        assertEquals("second", get("/models").get("active").asText());

        assertEquals(200, post("/models/rollback").statusCode());
        assertEquals("nanodet-g", get("/models").get("active").asText());
        assertEquals("available", model("second").get("state").asText());
    }

    @Test
    void whatMustNotBeUsedIsRefusedAndNothingChanges() throws Exception {
        assertRefused("slow", "tooSlow", "its budget is 0.00100 ms");
        assertTrue(refused("slow").at("/latency/p50Ms").asDouble() > 0);
        assertRefused("damaged", "broken", "SHA-256");
        assertRefused("other-things", "missingLabels", "\"person\" is not a label");
        assertEquals(404, post("/models/%2e%2e/activate").statusCode());
        assertEquals(404, post("/models/..%2fnanodet-g/load").statusCode());
        assertEquals(409, post("/models/rollback").statusCode());
        assertEquals(409, post("/models/nanodet-g/unload").statusCode());

        assertEquals("nanodet-g", get("/models").get("active").asText());
        assertEquals("failed", model("slow").get("state").asText());
        long detected = detected();
        await().atMost(AMPLE).until(() -> detected() > detected + 5);
        assertNothingIsSaidAgainstModels();
        assertTrue(metrics().contains("edge_infer_model_refusals_total{cause=\"too-slow\"} 2"), metrics());
    }

    @Test
    void severalModelsCanBeAskedAtATime() throws Exception {
        byte[] photo = Pictures.file("astronaut.jpg");
        assertEquals(404, post("/detect?model=other-things", photo).statusCode());

        assertEquals(200, post("/v2/repository/models/other-things/load").statusCode());

        JsonNode seen = json.readTree(post("/detect?model=other-things", photo).body());
        assertEquals("pedestrian", seen.at("/detections/0/label").asText());
        assertEquals("other-things", seen.at("/model/name").asText());
        assertEquals(
                "person",
                json.readTree(post("/detect", photo).body())
                        .at("/detections/0/label")
                        .asText());
        assertEquals(200, status("/v2/models/other-things/ready"));
        assertEquals(200, status("/v2/models/nanodet-g/ready"));
        assertEquals(404, status("/v2/models/second/ready"));
        List<String> counted = new ArrayList<>();
        get("/v2/models/stats")
                .get("model_stats")
                .forEach(one -> counted.add(one.get("name").asText()));
        assertEquals(List.of("nanodet-g", "other-things"), counted);
        assertEquals(
                "[\"nanodet-g\",\"other-things\"]",
                get("/v1/vision/custom/list").get("models").toString());
        List<String> index = new ArrayList<>();
        json.readTree(post("/v2/repository/index").body())
                .forEach(one -> index.add(
                        one.get("name").asText() + " " + one.get("state").asText()));
        assertEquals(
                List.of(
                        "damaged UNAVAILABLE",
                        "nanodet-g READY",
                        "other-things READY",
                        "second UNAVAILABLE",
                        "slow UNAVAILABLE"),
                index);

        assertEquals(200, post("/v2/repository/models/other-things/unload").statusCode());
        assertEquals(404, status("/v2/models/other-things/ready"));
    }

    private void assertRefused(String name, String cause, String sentence) throws Exception {
        JsonNode problem = refused(name);
        assertEquals("urn:edge-infer:problem:model-refused", problem.get("type").asText(), problem.toString());
        assertEquals(cause, problem.get("cause").asText());
        assertTrue(problem.get("detail").asText().contains(sentence), problem.toString());
        assertEquals(problem.get("detail"), model(name).get("reason"));
    }

    /** A busy machine may say something against the camera. */
    private void assertNothingIsSaidAgainstModels() throws Exception {
        JsonNode reasons = get("/health").get("reasons");
        assertFalse(reasons.toString().contains("model"), reasons.toString());
    }

    private JsonNode refused(String name) throws Exception {
        HttpResponse<String> response = post("/models/" + name + "/activate");
        assertEquals(422, response.statusCode(), response.body());
        return json.readTree(response.body());
    }

    private JsonNode model(String name) throws Exception {
        return get("/models/" + name);
    }

    private long captured() throws Exception {
        return get("/health").at("/cameras/0/framesCaptured").asLong();
    }

    private long detected() throws Exception {
        return get("/health").at("/cameras/0/framesDetected").asLong();
    }

    private String metrics() throws Exception {
        return client.send(HttpRequest.newBuilder(url.resolve("/metrics")).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return post(path, new byte[0]);
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
