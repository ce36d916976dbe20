package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.inference.UploadLimits;
import dev.edgeinfer.http.openapi.ApiContract;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.http.security.Gate;
import dev.edgeinfer.http.security.SelfRequest;
import dev.edgeinfer.http.stream.Streaming;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document against the routes and the errors that the server has, and how it is served. */
class OpenApiRoutesIT {

    private final HttpConfig config = new HttpConfig("127.0.0.1", 0);
    private final CannedSources sources = new CannedSources();
    private final ApiServer server = ApiServer.start(config, () -> sources);
    private final HttpClient client = new ContractClient();
    private final ApiContract contract = ApiContract.current();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theDocumentHasTheRoutesOfTheServerWithTheirRolesAndNoOthers() {
        Map<String, String> served = new TreeMap<>();
        for (Route route : routes()) {
            String path = route.path().replace("{+", "{");
            served.put(
                    route.method().text() + " " + path,
                    route.role().map(Json::word).orElse("anyone"));
        }
        Map<String, String> described = new TreeMap<>();
        for (ApiContract.Operation operation : contract.operations()) {
            described.put(operation.method().toUpperCase(Locale.ROOT) + " " + operation.path(), role(operation.node()));
        }

        assertEquals(served, described);
    }

    private List<Route> routes() {
        var reply = new Reply(Json.mapper());
        var gate = new Gate(config, new SelfRequest(Optional.empty()), reply, System::nanoTime);
        try (Streaming streaming = Streaming.start(config, () -> sources)) {
            return new Api(() -> sources, reply, UploadLimits.DEFAULT, streaming, gate).routes();
        }
    }

    /** The role that each way to log in must have; who need not log in is anyone. */
    private String role(JsonNode operation) {
        JsonNode security = operation.path("security").isMissingNode()
                ? contract.document().get("security")
                : operation.get("security");
        List<String> roles = Stream.of("token", "password", "session")
                .map(scheme -> security.findValue(scheme))
                .map(scheme ->
                        scheme == null || scheme.isEmpty() ? "" : scheme.get(0).asText())
                .distinct()
                .toList();
        assertEquals(1, roles.size(), security.toString());
        boolean open = security.isEmpty() || security.get(0).isEmpty();
        return open ? "anyone" : roles.getFirst();
    }

    @Test
    void theDocumentHasEveryTypeOfProblemThatThereIs() {
        Map<String, String> there = new TreeMap<>();
        for (ProblemType type : ProblemType.values()) {
            there.put(type.uri(), type.status().code() + " " + type.title());
        }
        Map<String, String> described = new TreeMap<>();
        for (JsonNode type : contract.document().at("/components/schemas/ProblemType/oneOf")) {
            described.put(
                    type.get("const").asText(),
                    type.get("x-status").asText() + " " + type.get("title").asText());
        }

        assertEquals(there, described);
    }

    @Test
    void roleNamesAreThoseOfTheDaemon() {
        assertEquals(
                Stream.of(Role.values()).map(Json::word).toList(),
                contract.document()
                        .at("/components/schemas/Session/properties/role/enum")
                        .valueStream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                        .toList());
    }

    @Test
    void whoHasTheDocumentIsNotSentItAgain() throws Exception {
        HttpResponse<String> yaml = get("/openapi.yaml", "*-");
        HttpResponse<String> json = get("/openapi.json", "*-");
        String tag = yaml.headers().firstValue("etag").orElseThrow();

        assertEquals(200, yaml.statusCode());
        assertEquals(
                "application/yaml", yaml.headers().firstValue("content-type").orElseThrow());
        assertTrue(yaml.body().startsWith("openapi: 3.1.1\n"), yaml.body());
        assertEquals("no-cache", yaml.headers().firstValue("cache-control").orElseThrow());
        assertEquals(
                "application/json", json.headers().firstValue("content-type").orElseThrow());
        assertNotEquals(tag, json.headers().firstValue("etag").orElseThrow());
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again = get("/openapi.yaml", known);
            assertEquals(304, again.statusCode(), known);
            assertEquals("", again.body());
            assertEquals(tag, again.headers().firstValue("etag").orElseThrow());
        }
        assertEquals(200, get("/openapi.yaml", "\"other\"").statusCode());
    }

    private HttpResponse<String> get(String path, String known) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path)).header("If-None-Match", known);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
