package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.openapi.ContractClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that show rules, try them, and arm the board. */
class RulesApiIT {

    private final CannedSources sources = new CannedSources();
    private final ApiServer server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources);
    private final HttpClient client = new ContractClient();
    private final ObjectMapper json = new ObjectMapper();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void rulesTellTheirConditionAndHowTheyStand() throws Exception {
        assertEquals(json.readTree("""
                        {"rules": [{"rule": "visitor",
                          "when": "person at porch (score 0.60 or more) for 300ms, not within 10s after its end, at most 10 in 1h",
                          "lines": ["GPIO17"], "webhooks": ["bell"], "active": true, "fed": true,
                          "since": "2026-11-24T07:00:00.123Z", "lastBegan": "2026-11-24T07:00:00.123Z",
                          "suppressed": {"cooldown": 2, "maxRate": 1}}]}
                        """), json.readTree(send("GET", "/rules", "").body()));
    }

    @Test
    void ofRulesThatAreDownNothingIsKnownButWhatTheyAre() throws Exception {
        sources.rulesRun = false;

        JsonNode rule = json.readTree(send("GET", "/rules", "").body()).at("/rules/0");

        assertEquals("visitor", rule.get("rule").asText());
        assertTrue(rule.get("active").isNull()
                && rule.get("fed").isNull()
                && rule.get("since").isNull());
        problem(503, "rules-down", send("POST", "/rules/visitor/test", ""));
        assertEquals(List.of(), sources.tested);
    }

    @Test
    void aRuleIsTriedByItsName() throws Exception {
        var answer = send("POST", "/rules/visitor/test", "");

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                json.readTree("{\"rule\": \"visitor\", \"lines\": [\"GPIO17\"], \"webhooks\": [\"bell\"]}"),
                json.readTree(answer.body()));
        JsonNode problem = problem(404, "unknown-rule", send("POST", "/rules/visitr/test", ""));
        assertEquals(
                "No rule is called \"visitr\"; there are: visitor",
                problem.get("detail").asText());
        assertEquals(List.of("visitor by http"), sources.tested);
    }

    @Test
    void theBoardIsDisarmedAndArmed() throws Exception {
        assertEquals(
                json.readTree("{\"armed\": true, \"since\": \"2026-11-24T07:00:00.123456Z\", \"by\": \"default\"}"),
                json.readTree(send("GET", "/armed", "").body()));

        var disarmed = send("PUT", "/armed", " {\"armed\": false} ");

        assertEquals(200, disarmed.statusCode(), disarmed.body());
        JsonNode state = json.readTree(disarmed.body());
        assertEquals(false, state.get("armed").asBoolean());
        assertEquals("2026-11-24T07:00:01.123Z", state.get("since").asText());
        assertEquals("http", state.get("by").asText());
        assertEquals(state, json.readTree(send("GET", "/armed", "").body()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "false",
                "null",
                "[]",
                "{}",
                "{\"armed\": \"false\"}",
                "{\"armed\": 0}",
                "{\"armed\": null}",
                "{\"armed\": false",
                "{\"armed\": false} {}",
                "{\"armed\": false, \"by\": \"me\"}",
                "armed=false",
            })
    void anythingElseIsRefusedAndChangesNothing(String body) throws Exception {
        JsonNode problem = problem(400, "bad-body", send("PUT", "/armed", body));

        assertTrue(problem.get("detail").asText().endsWith("; send {\"armed\": true} or {\"armed\": false}"));
        assertTrue(sources.armed().armed());
    }

    @Test
    void anEndlessBodyIsRefused() throws Exception {
        JsonNode problem =
                problem(400, "bad-body", send("PUT", "/armed", "{\"armed\": false" + " ".repeat(100_000) + "}"));

        assertTrue(problem.get("detail").asText().contains("larger than 4096 bytes"));
        assertEquals(200, send("GET", "/armed", "").statusCode());
    }

    @Test
    void theAllowedMethodsOfAPathAreNamed() throws Exception {
        var put = send("DELETE", "/armed", "");
        problem(405, "wrong-method", put);
        assertEquals("GET, HEAD, PUT", put.headers().firstValue("allow").orElseThrow());
        var post = send("GET", "/rules/visitor/test", "");
        problem(405, "wrong-method", post);
        assertEquals("POST", post.headers().firstValue("allow").orElseThrow());
        assertEquals(List.of(), sources.tested);
    }

    @Test
    void pagesOfOtherSitesMayChangeNothing() throws Exception {
        for (String[] header : new String[][] {
            {"Origin", "https://evil.example"},
            {"Origin", "null"},
            {"Origin", "http://localhost:1"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        }) {
            problem(403, "foreign-page", send("POST", "/rules/visitor/test", "", header));
            problem(403, "foreign-page", send("PUT", "/armed", "{\"armed\": false}", header));
        }
        assertEquals(List.of(), sources.tested);
        assertTrue(sources.armed().armed());

        URI url = server.url();
        String own = "http://" + url.getAuthority();
        assertEquals(
                200,
                send("POST", "/rules/visitor/test", "", "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .statusCode());
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode problem(int status, String type, HttpResponse<String> response) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode problem = json.readTree(response.body());
        assertEquals("urn:edge-infer:problem:" + type, problem.get("type").asText());
        return problem;
    }
}
