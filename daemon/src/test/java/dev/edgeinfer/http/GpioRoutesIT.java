package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.openapi.ContractClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpioRoutesIT {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final CannedSources sources = new CannedSources();
    private ApiServer server;

    @BeforeEach
    void start() {
        server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void oneLineIsShownAlsoOneWithASlashInItsName() throws Exception {
        assertEquals(
                "GPIO17", answer(200, "GET", "/gpio/GPIO17", "").get("line").asText());
        assertEquals(
                "chip/2", answer(200, "GET", "/gpio/chip/2", "").get("line").asText());
        assertEquals(
                "chip/2", answer(200, "GET", "/gpio/chip%2F2", "").get("line").asText());
    }

    @Test
    void outputIsHeldAndGivenBack() throws Exception {
        JsonNode line = answer(200, "PUT", "/gpio/GPIO17", "{\"value\": 1}");
        assertEquals("http", line.get("override").get("by").asText());
        answer(200, "PUT", "/gpio/chip/2", "{\"value\": 0, \"timeoutMs\": 1500}");
        answer(200, "PUT", "/gpio/GPIO17", "{\"value\": 1.0, \"timeoutMs\": null}");
        answer(200, "PUT", "/gpio/GPIO17", "{\"override\": null}");
        answer(200, "DELETE", "/gpio/chip/2", "");

        assertEquals(
                List.of(
                        "override GPIO17 true Optional.empty by http",
                        "override chip/2 false Optional[1500] by http",
                        "override GPIO17 true Optional.empty by http",
                        "release GPIO17 by http",
                        "release chip/2 by http"),
                sources.asked);
    }

    @Test
    void simulatedInputIsSetAndARealOneIsNot() throws Exception {
        answer(200, "PUT", "/gpio/DOOR", "{\"value\": 1}");
        assertEquals(List.of("simulate DOOR true"), sources.asked);

        assertDetail(
                "Line \"PIR\" is an input of a real chip and has the state of what is wired to it",
                answer(409, "PUT", "/gpio/PIR", "{\"value\": 1}"));
        assertDetail(
                "Line \"DOOR\" is an input, which no rule drives and nobody can give back",
                answer(409, "DELETE", "/gpio/DOOR", ""));
        answer(409, "PUT", "/gpio/DOOR", "{\"override\": null}");
        answer(409, "PUT", "/gpio/DOOR", "{\"value\": 1, \"timeoutMs\": 5}");
        assertEquals(1, sources.asked.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                                   | is not a JSON object
            [1]                                  | is not a JSON object
            1                                    | is not a JSON object
            null                                 | is not a JSON object
            {}                                   | has no "value"
            {"value": 2}                         | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": -1}                        | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": 0.5}                       | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": true}                      | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": "1"}                       | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": null}                      | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": 99999999999999999999}      | has a "value" that is neither 0 (inactive) nor 1 (active)
            {"value": 1, "timeoutMs": -1}        | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": 0}         | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": 86400001}  | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": 1e99}      | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": 99999999999999999999} | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": 1.5}       | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeoutMs": "1s"}      | has a "timeoutMs" that is no integer of 1 to 86400000
            {"value": 1, "timeout": 5}           | has the unknown key "timeout"
            {"override": 1}                      | has an "override" that is not null
            {"override": null, "value": 1}       | asks to hold the line and to give it back
            """)
    void bodyThatIsWrongIsAProblemThatSaysWhatIsRight(String body, String rule) throws Exception {
        assertDetail(
                "The body " + rule
                        + "; send {\"value\": 1}, {\"value\": 1, \"timeoutMs\": 60000} or {\"override\": null}",
                answer(400, "PUT", "/gpio/GPIO17", body));
        assertEquals(List.of(), sources.asked);
    }

    @Test
    void bodyThatIsNoJsonOrEndlessIsAProblem() throws Exception {
        for (String body : List.of("value=1", "{\"value\": 1", "{\"value\": 1} x", "[".repeat(4000))) {
            assertEquals(
                    "urn:edge-infer:problem:bad-body",
                    answer(400, "PUT", "/gpio/GPIO17", body).get("type").asText(),
                    body);
        }
        answer(400, "PUT", "/gpio/GPIO17", "{\"value\": 1" + " ".repeat(1_000_000) + "}");
        assertEquals(List.of(), sources.asked);
    }

    @Test
    void lineThatIsNotThereIsAProblemWithThoseThatAre() throws Exception {
        for (String path : List.of("/gpio/GPIO99", "/gpio/chip/3", "/gpio/GPIO17/x")) {
            for (String method : List.of("GET", "PUT", "DELETE")) {
                JsonNode problem = answer(404, method, path, "{\"value\": 1}");
                assertEquals(
                        "urn:edge-infer:problem:unknown-line",
                        problem.get("type").asText());
                assertEquals(4, problem.get("lines").size());
            }
        }
        assertEquals(List.of(), sources.asked);
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        var response = send("POST", "/gpio/GPIO17", "{\"value\": 1}");
        assertEquals(405, response.statusCode());
        assertEquals(
                "GET, HEAD, PUT, DELETE", response.headers().firstValue("allow").orElseThrow());
        assertEquals(405, send("PUT", "/gpio", "{}").statusCode());
    }

    @Test
    void pagesOfOtherSitesSwitchNothing() throws Exception {
        for (String method : List.of("PUT", "DELETE")) {
            var request = HttpRequest.newBuilder(server.url().resolve("/gpio/GPIO17"))
                    .header("Origin", "http://elsewhere.example")
                    .method(method, BodyPublishers.ofString("{\"value\": 1}"))
                    .build();
            assertEquals(
                    403,
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        assertEquals(List.of(), sources.asked);
    }

    private JsonNode answer(int status, String method, String path, String body) throws Exception {
        var response = send(method, path, body);
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                status < 400 ? "application/json" : "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
        return json.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(
                        method,
                        body == null || body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertDetail(String detail, JsonNode problem) {
        assertEquals(detail, problem.get("detail").asText());
    }
}
