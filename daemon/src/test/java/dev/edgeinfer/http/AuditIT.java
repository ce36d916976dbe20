package dev.edgeinfer.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.log.CapturedLog;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who changed something is told by name, in what the API shows and in the log; what they proved it with is told nowhere. */
class AuditIT {

    private static final String PASSWORD = "correct horse";
    private static final String ANNA =
            "Basic " + Base64.getEncoder().encodeToString(("anna:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    private static final String TOKEN = TokenHash.newToken();
    private static final String VIEWER = TokenHash.newToken();

    /** Of one statement the log writes a line a second when others have used it up. */
    private static final Duration AMPLE = Duration.ofSeconds(40);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CannedSources sources = new CannedSources();
    private final CapturedLog log = new CapturedLog();
    private ApiServer server = start(new Accounts(
            Map.of("anna", new Accounts.User(PasswordHash.of(PASSWORD.toCharArray()), Role.OPERATE)),
            Map.of(
                    "home-assistant", new Accounts.Token(TokenHash.of(TOKEN), Role.ADMIN),
                    "wall", new Accounts.Token(TokenHash.of(VIEWER), Role.VIEW))));

    private ApiServer start(Accounts accounts) {
        return ApiServer.start(
                new HttpConfig(
                        "127.0.0.1",
                        0,
                        new AccessConfig(accounts, false, Optional.empty(), List.of(), List.of(), 10_000)),
                () -> sources);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        log.close();
    }

    @Test
    void usersAndTokensAreTheOnesWhoDidIt() throws Exception {
        assertEquals(200, send("PUT", "/armed", "{\"armed\": false}", ANNA).statusCode());
        assertEquals("anna", by(send("GET", "/armed", "", ANNA)));
        assertEquals(
                200,
                send("PUT", "/armed", "{\"armed\": true}", "Bearer " + TOKEN).statusCode());
        assertEquals("home-assistant", by(send("GET", "/armed", "", ANNA)));

        send("PUT", "/gpio/GPIO17", "{\"value\": 1}", ANNA);
        send("PUT", "/gpio/GPIO17", "{\"override\": null}", "Bearer " + TOKEN);
        send("DELETE", "/gpio/chip/2", "", ANNA);
        assertEquals(
                List.of(
                        "override GPIO17 true Optional.empty by anna",
                        "release GPIO17 by home-assistant",
                        "release chip/2 by anna"),
                sources.asked);
        send("POST", "/rules/visitor/test", "", ANNA);
        assertEquals(List.of("visitor by anna"), sources.tested);
    }

    @Test
    void whereNobodyHasToLogInItWasTheWayItCame() throws Exception {
        server.close();
        server = start(Accounts.NONE);

        send("PUT", "/armed", "{\"armed\": false}", ANNA);

        assertEquals("http", by(send("GET", "/armed", "", "")));
        awaitLine("PUT /armed by http from 127.0.0.1: 200", "PUT", "/armed", "");
    }

    @Test
    void theLogSaysWhoDidWhatFromWhereAndNeverASecret() throws Exception {
        awaitLine("DELETE /gpio/GPIO17 by anna from 127.0.0.1: 200", "DELETE", "/gpio/GPIO17?x=geheim", ANNA);
        awaitLine(
                "DELETE /gpio/GPIO17 by wall from 127.0.0.1 was refused: 403",
                "DELETE",
                "/gpio/GPIO17",
                "Bearer " + VIEWER);
        awaitLine("a login from 127.0.0.1 failed", "PUT", "/armed", "Bearer geheim");
        send("POST", "/login", "{\"name\": \"anna\", \"password\": \"" + PASSWORD + "\"}", "");
        send("PUT", "/armed", "{\"armed\": true, \"x\": \"geheim\"}", ANNA);
        send("PUT", "/armed", "{\"armed\": true}", "");
        send("GET", "/gpio", "", ANNA);

        for (String secret : List.of(PASSWORD, ANNA.substring(6), TOKEN, VIEWER, "geheim", "GET /gpio")) {
            assertFalse(log.text().contains(secret), secret);
        }
    }

    @Test
    void whoLogsInOnThePageIsNamed() throws Exception {
        String body = "{\"name\": \"anna\", \"password\": \"" + PASSWORD + "\"}";
        await().pollInSameThread().atMost(AMPLE).until(() -> {
            send("POST", "/login", body, "");
            return log.text().contains("POST /login by anna from 127.0.0.1: 200");
        });
    }

    private void awaitLine(String line, String method, String path, String authorization) {
        await().pollInSameThread().atMost(AMPLE).until(() -> {
            send(method, path, method.equals("PUT") ? "{\"armed\": false}" : "", authorization);
            return log.text().contains(line);
        });
    }

    private String by(HttpResponse<String> answer) throws Exception {
        return json.readTree(answer.body()).get("by").asText();
    }

    private HttpResponse<String> send(String method, String path, String body, String authorization) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
