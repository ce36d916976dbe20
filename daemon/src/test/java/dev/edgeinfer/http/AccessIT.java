package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.inference.UploadLimits;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.http.security.Gate;
import dev.edgeinfer.http.security.SelfRequest;
import dev.edgeinfer.http.stream.Streaming;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what over HTTP, under which name, from which page and how often. */
class AccessIT {

    private static final String BEARER = "Bearer realm=\"edge-infer\"";
    private static final String PASSWORD = "correct horse";
    private static final PasswordHash HASH = PasswordHash.of(PASSWORD.toCharArray());
    private static final Map<Role, String> TOKENS = new EnumMap<>(Map.of(
            Role.VIEW, TokenHash.newToken(), Role.OPERATE, TokenHash.newToken(), Role.ADMIN, TokenHash.newToken()));

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final CannedSources sources = new CannedSources();
    private ApiServer server = start(accounts(), List.of(), List.of(), 10_000);

    private static Accounts accounts() {
        return new Accounts(
                Map.of("anna", new Accounts.User(HASH, Role.OPERATE)),
                Map.of(
                        "viewer", new Accounts.Token(TokenHash.of(TOKENS.get(Role.VIEW)), Role.VIEW),
                        "operator", new Accounts.Token(TokenHash.of(TOKENS.get(Role.OPERATE)), Role.OPERATE),
                        "admin", new Accounts.Token(TokenHash.of(TOKENS.get(Role.ADMIN)), Role.ADMIN)));
    }

    private ApiServer start(Accounts accounts, List<String> hosts, List<String> origins, int perSecond) {
        return ApiServer.start(
                new HttpConfig(
                        "127.0.0.1", 0, new AccessConfig(accounts, false, Optional.empty(), hosts, origins, perSecond)),
                () -> sources);
    }

    private void restart(Accounts accounts, List<String> hosts, List<String> origins, int perSecond) {
        server.close();
        server = start(accounts, hosts, origins, perSecond);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void everyRouteIs401WithoutAnAccountAnd403WithALesserRole() throws Exception {
        var config = new HttpConfig("127.0.0.1", 0);
        var gate = new Gate(config, new SelfRequest(Optional.empty()), new Reply(Json.mapper()), System::nanoTime);
        List<Route> routes = routes(config, gate);
        assertTrue(routes.size() >= 16);
        for (Route route : routes) {
            String path = route.path()
                    .replaceAll("\\{\\+?line}", "GPIO17")
                    .replaceAll("\\{camera}", "porch")
                    .replaceAll("\\{rule}", "visitor")
                    .replaceAll("\\{file}", "style.css")
                    .replaceAll("\\{[^}]*}", "x");
            String method = route.method().text();
            String what = method + " " + path;
            if (route.role().isEmpty()) {
                assertTrue(
                        List.of("/", "/page/style.css", "/health", "/session", "/login", "/logout")
                                .contains(path),
                        what);
                int status = statusOf(method, path, "Accept", "text/html");
                assertTrue(status != 401 && status != 403, what);
                continue;
            }
            HttpResponse<String> stranger = send(method, path);
            assertEquals(401, stranger.statusCode(), what);
            assertTrue(
                    stranger.headers()
                            .firstValue("www-authenticate")
                            .orElseThrow()
                            .startsWith("Basic realm="),
                    what);
            assertEquals("urn:edge-infer:problem:not-logged-in", type(stranger), what);
            for (Role role : Role.values()) {
                String token = "Bearer " + TOKENS.get(role);
                if (role.includes(route.role().get())) {
                    int status = statusOf(method, path, "Authorization", token);
                    assertNotEquals(401, status, what + " " + role);
                    assertNotEquals(403, status, what + " " + role);
                } else {
                    HttpResponse<String> answer = send(method, path, "Authorization", token);
                    assertEquals(403, answer.statusCode(), what + " " + role);
                    assertEquals("urn:edge-infer:problem:wrong-role", type(answer), what);
                }
            }
        }
    }

    @Test
    void whatChangesSomethingIsNotForViewers() {
        var config = new HttpConfig("127.0.0.1", 0);
        var gate = new Gate(config, new SelfRequest(Optional.empty()), new Reply(Json.mapper()), System::nanoTime);
        for (Route route : routes(config, gate)) {
            boolean reads = route.method().text().equals("GET");
            assertTrue(
                    reads || route.role().isEmpty() || route.role().get().includes(Role.OPERATE),
                    route.method() + " " + route.path());
        }
    }

    private List<Route> routes(HttpConfig config, Gate gate) {
        try (Streaming streaming = Streaming.start(config, () -> sources)) {
            return new Api(() -> sources, new Reply(Json.mapper()), UploadLimits.DEFAULT, streaming, gate).routes();
        }
    }

    @Test
    void strangersLearnNothingOfWhatThereIs() throws Exception {
        assertEquals(401, send("GET", "/nope").statusCode());
        assertEquals(401, send("PATCH", "/detections").statusCode());
        assertEquals(
                404,
                send("GET", "/nope", "Authorization", "Bearer " + TOKENS.get(Role.VIEW))
                        .statusCode());
        assertEquals(
                json.readTree("{\"status\": \"ok\", \"live\": true, \"ready\": true}"),
                json.readTree(send("GET", "/health").body()));
        assertTrue(json.readTree(send("GET", "/health", "Authorization", "Bearer " + TOKENS.get(Role.VIEW))
                        .body())
                .has("cameras"));
    }

    @Test
    void theWatchdogIsAnsweredWhateverIsConfigured() {
        assertEquals(Optional.empty(), server.obstacle(Duration.ofMinutes(1)));
        restart(accounts(), List.of(), List.of(), 1);
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), server.obstacle(Duration.ofMinutes(1)));
        }
    }

    @Test
    void aUserComesWithAPassword() throws Exception {
        assertEquals(
                200,
                send("GET", "/gpio", "Authorization", basic("anna", PASSWORD)).statusCode());
        for (String wrong : List.of(
                basic("anna", "wrong"), "Basic !!!", "Basic", "Digest x", "Bearer", "Basic " + base64("anna"))) {
            HttpResponse<String> answer = send("GET", "/gpio", "Authorization", wrong);
            assertTrue(answer.statusCode() == 401 || answer.statusCode() == 429, wrong + answer.body());
        }
    }

    @Test
    void whoGuessesHasToWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    401,
                    send("GET", "/gpio", "Authorization", "Bearer guess" + i).statusCode());
        }
        HttpResponse<String> answer = send("GET", "/gpio", "Authorization", "Bearer guess");

        assertEquals(429, answer.statusCode());
        assertEquals("urn:edge-infer:problem:too-many-logins", type(answer));
        assertEquals("1", answer.headers().firstValue("retry-after").orElseThrow());
        assertEquals(
                200,
                send("GET", "/gpio", "Authorization", "Bearer " + TOKENS.get(Role.VIEW))
                        .statusCode());
    }

    @Test
    void aPageHasASessionFromLoginToLogout() throws Exception {
        HttpResponse<String> login = body("/login", "{\"name\": \"anna\", \"password\": \"" + PASSWORD + "\"}");
        assertEquals(200, login.statusCode(), login.body());
        assertEquals(
                json.readTree("{\"required\": true, \"name\": \"anna\", \"role\": \"operate\"}"),
                json.readTree(login.body()));
        String cookie = login.headers().firstValue("set-cookie").orElseThrow();
        for (String part : List.of("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800")) {
            assertTrue(cookie.contains(part), cookie);
        }
        String sent = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, send("GET", "/gpio", "Cookie", sent).statusCode());
        assertEquals(401, send("GET", "/gpio", "Cookie", sent + "x").statusCode());
        assertEquals(
                "anna",
                json.readTree(send("GET", "/session", "Cookie", sent).body())
                        .get("name")
                        .asText());

        assertEquals(200, send("POST", "/logout", "Cookie", sent).statusCode());

        assertEquals(401, send("GET", "/gpio", "Cookie", sent).statusCode());
        assertEquals(
                401,
                body("/login", "{\"name\": \"anna\", \"password\": \"nope\"}").statusCode());
        assertEquals(400, body("/login", "{\"name\": 5}").statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Mode, cors",
        "X-Requested-With, edge-infer",
        "Accept, text/event-stream",
    })
    void aPageIsNotAskedByTheBrowserItself(String header, String value) throws Exception {
        assertEquals(BEARER, challenge(header, value));
        assertEquals(BEARER, challenge(header, value, "Authorization", "Bearer wrong"));
        assertEquals(BEARER, challenge(header, value, "Authorization", "Digest x"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Mode, navigate",
        "Accept, text/html",
        "Accept, */*",
        "User-Agent, curl/8",
    })
    void whoGoesToAnAddressMayBeAskedByTheBrowser(String header, String value) throws Exception {
        assertEquals("Basic realm=\"edge-infer\", charset=\"UTF-8\", " + BEARER, challenge(header, value));
    }

    private String challenge(String... headers) throws Exception {
        HttpResponse<String> answer = send("GET", "/gpio", headers);
        assertEquals(401, answer.statusCode());
        return answer.headers().firstValue("www-authenticate").orElseThrow();
    }

    @Test
    void anotherNameForThisMachineIs421() throws Exception {
        restart(Accounts.NONE, List.of("Porch.lan"), List.of(), 1000);
        for (String host : List.of(
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "127.0.0.1",
                "192.0.2.7:80",
                "[::1]:8080",
                "porch.lan:1")) {
            assertTrue(raw("GET /gpio HTTP/1.1\r\nHost: " + host + "\r\n\r\n").startsWith("HTTP/1.1 200"), host);
        }
        for (String host : List.of("evil.example", "porch.lan.evil.example", "127.0.0.1.evil.example", "localhost.x")) {
            String answer = raw("GET /gpio HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 421"), host + answer);
            assertTrue(answer.contains("urn:edge-infer:problem:wrong-host"), answer);
        }
    }

    @Test
    void whoIsRefusedIsNotWaitedFor() throws Exception {
        for (String head : List.of(
                "Host: localhost\r\n",
                "Host: evil.example\r\n",
                "Host: localhost\r\nAuthorization: Bearer " + TOKENS.get(Role.VIEW) + "\r\n")) {
            try (var socket = new Socket("127.0.0.1", server.url().getPort())) {
                socket.setSoTimeout(10_000);
                String begun = "PUT /armed HTTP/1.1\r\n" + head + "Content-Length: 100\r\n\r\n{";
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));

                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

                assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
            }
        }
    }

    @Test
    void aClientThatAsksTooOftenIs429() throws Exception {
        restart(Accounts.NONE, List.of(), List.of(), 1);
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = send("GET", "/gpio");
            if (answer.statusCode() == 429) {
                refused++;
                assertEquals("urn:edge-infer:problem:too-many-requests", type(answer));
                assertEquals("1", answer.headers().firstValue("retry-after").orElseThrow());
            }
        }
        assertTrue(refused > 0);
    }

    @Test
    void everyAnswerHasTheHeadersThatProtectBrowsers() throws Exception {
        for (String path : List.of("/gpio", "/nope", "/cameras/porch/snapshot.jpg", "/health")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            protectedAnswer(answer);
        }
        protectedAnswer(raw("GARBAGE\r\n\r\n"));
    }

    private static void protectedAnswer(String answer) {
        for (String header : List.of(
                "X-Content-Type-Options: nosniff",
                "Referrer-Policy: no-referrer",
                "X-Frame-Options: DENY",
                "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")) {
            assertTrue(answer.contains(header), answer);
        }
        assertFalse(answer.contains("Access-Control"), answer);
    }

    @Test
    void pagesOfOtherSitesMayChangeNothingUnlessAllowed() throws Exception {
        restart(Accounts.NONE, List.of(), List.of("https://dash.example.org"), 1000);
        String put = "PUT /armed HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: 15\r\n\r\n{\"armed\": true}";
        for (String foreign : List.of(
                "Origin: https://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            assertTrue(raw(put.formatted(foreign)).startsWith("HTTP/1.1 403"), foreign);
        }
        for (String ours : List.of(
                "Origin: http://localhost", "Sec-Fetch-Site: same-origin", "Origin: https://dash.example.org")) {
            assertTrue(raw(put.formatted(ours)).startsWith("HTTP/1.1 200"), ours);
        }
        String preflight = raw("OPTIONS /armed HTTP/1.1\r\nHost: localhost\r\nOrigin: https://dash.example.org\r\n"
                + "Access-Control-Request-Method: PUT\r\n\r\n");
        assertTrue(preflight.startsWith("HTTP/1.1 204"), preflight);
        assertTrue(preflight.contains("Access-Control-Allow-Origin: https://dash.example.org"), preflight);
        String refused = raw("OPTIONS /armed HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                + "Access-Control-Request-Method: PUT\r\n\r\n");
        assertTrue(refused.startsWith("HTTP/1.1 405"), refused);
        assertFalse(refused.contains("Access-Control"), refused);
    }

    private String type(HttpResponse<String> response) throws Exception {
        JsonNode problem = json.readTree(response.body());
        return problem.path("type").asText();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(server.url().resolve(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Without the rest of the answer, which of a stream has no end. */
    private int statusOf(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .headers(headers);
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private HttpResponse<String> body(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String name, String password) {
        return "Basic " + base64(name + ":" + password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String raw(String request) throws Exception {
        URI url = server.url();
        try (var socket = new Socket("127.0.0.1", url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
