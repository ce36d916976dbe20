package dev.edgeinfer.http.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.CannedSources;
import dev.edgeinfer.http.FakeModels;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.pipeline.FakeDetector;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the routes of models answer, with models that are none. */
class ModelRoutesIT {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CannedSources sources = new CannedSources();
    private final FakeModels models = new FakeModels(new FakeDetector());
    private final ApiServer server = start();

    private ApiServer start() {
        sources.onDemand = new OnDemand(models, models, null);
        return ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources, Optional.empty());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void modelsAreListedAndShown() throws Exception {
        JsonNode list = body(send("GET", "/models", 200));

        assertEquals("fake", list.get("active").asText());
        assertEquals("fake", list.get("configured").asText());
        assertEquals("other", list.get("previous").asText());
        JsonNode other = list.at("/models/1");
        assertEquals(json.readTree("""
            {"name": "other", "version": null, "state": "failed", "reason": "it is broken",
             "since": "2026-11-24T07:00:00.123Z", "task": null, "precision": null, "input": null, "labels": null,
             "bytes": null, "accuracy": null, "budget": null, "latency": null}
            """), other);
        assertEquals(other, body(send("GET", "/models/other", 200)));
        JsonNode problem = body(send("GET", "/models/third", 404));
        assertEquals("urn:edge-infer:problem:unknown-model", problem.get("type").asText());
        assertEquals("[\"fake\",\"other\"]", problem.get("models").toString());
    }

    @Test
    void whatIsWantedIsDoneAndHowItStandsThenIsTheAnswer() throws Exception {
        for (String path :
                List.of("/models/other/load", "/models/other/unload", "/models/other/activate", "/models/rollback")) {
            assertEquals(body(send("GET", "/models", 200)), body(send("POST", path, 200)), path);
        }

        assertEquals(List.of("load other", "unload other", "activate other", "rollback"), models.asked);
    }

    @Test
    void eachRefusalHasItsStatusAndType() throws Exception {
        var expected = new EnumMap<Cause, String>(Map.of(
                Cause.UNKNOWN, "404 unknown-model",
                Cause.BUSY, "409 models-busy",
                Cause.IN_USE, "409 model-in-use",
                Cause.NO_PREVIOUS, "409 no-previous-model",
                Cause.STOPPED, "503 no-inference"));
        for (Cause cause : Cause.values()) {
            models.refusal = new ModelRefusedException(cause, "because");
            HttpResponse<String> response = send("POST", "/models/other/activate");
            JsonNode problem = body(response);

            String type = problem.get("type").asText().replace("urn:edge-infer:problem:", "");
            assertEquals(
                    expected.getOrDefault(cause, "422 model-refused"),
                    response.statusCode() + " " + type,
                    cause.name());
            assertEquals("because", problem.get("detail").asText());
            if (!expected.containsKey(cause)) {
                assertEquals("other", problem.get("model").asText());
                assertTrue(problem.get("cause").asText().matches("[a-z][a-zA-Z]+"), problem.toString());
            }
        }
    }

    @Test
    void theProtocolOfKServeHasThemToo() throws Exception {
        JsonNode index = body(send("POST", "/v2/repository/index", 200));
        assertEquals(json.readTree("""
            [{"name": "fake", "version": "", "state": "READY", "reason": ""},
             {"name": "other", "version": "", "state": "UNAVAILABLE", "reason": "it is broken"}]
            """), index);

        for (String change : List.of("load", "unload")) {
            HttpResponse<String> done = send("POST", "/v2/repository/models/other/" + change, 200);
            assertEquals("", done.body(), change);
            assertEquals(List.of(), done.headers().allValues("content-type"), change);
            assertEquals(List.of("0"), done.headers().allValues("content-length"), change);
        }
        assertEquals(List.of("load other", "unload other"), models.asked);
        models.refusal = new ModelRefusedException(Cause.CRASHED, "it crashed");
        assertEquals(
                "{\"error\":\"it crashed\"}",
                send("POST", "/v2/repository/models/other/load", 422).body());
    }

    private HttpResponse<String> send(String method, String path, int status) throws Exception {
        HttpResponse<String> response = send(method, path);
        assertEquals(status, response.statusCode(), path + ": " + response.body());
        return response;
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode body(HttpResponse<String> response) throws Exception {
        return json.readTree(response.body());
    }
}
