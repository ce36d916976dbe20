package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every endpoint of a whole daemon, without and with each role: who may is answered, and by something better than an error of ours. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonAccessIT extends DaemonOverHttp {

    private static final Map<Role, String> TOKENS = new EnumMap<>(Map.of(
            Role.VIEW, TokenHash.newToken(), Role.OPERATE, TokenHash.newToken(), Role.ADMIN, TokenHash.newToken()));

    private static final Set<String> OPEN =
            Set.of("GET /", "GET /page/style.css", "GET /health", "GET /session", "POST /login", "POST /logout");

    /** Names of what there is, in the places of parameters. */
    private static final Map<String, String> NAMES = Map.of(
            "{camera}",
            "porch",
            "{+line}",
            "GPIO17",
            "{rule}",
            "always",
            "{file}",
            "style.css",
            "{model}",
            "nanodet-g",
            "{version}",
            "int8");

    /** What is done for real; a request without its body is a mistake of the client. */
    private static final Map<String, byte[]> BODIES = Map.of(
            "PUT /armed", Forms.text("{\"armed\": true}"),
            "PUT /gpio/GPIO17", Forms.text("{\"value\": 1}"),
            "POST /rules/always/test", new byte[0],
            "POST /detect", Pictures.file("astronaut.jpg"),
            "POST /v2/repository/index", new byte[0]);

    private record Endpoint(String method, String path) {

        static Endpoint of(String line) {
            String path = line.strip().split(" +")[1];
            for (var name : NAMES.entrySet()) {
                path = path.replace(name.getKey(), name.getValue());
            }
            return new Endpoint(line.strip().split(" +")[0], path.replaceAll("\\{[^}]*}", "unknown"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Test
    void whoMayIsAnsweredAndNobodyElse() throws Exception {
        start("""
                http: { port: 0, auth: { tokens: { v: { token: "%s", role: view }, o: { token: "%s", role: operate }, a: { token: "%s", role: admin } } } }
                model: { threads: 1 }
                gpio: { provider: simulated, lines: { GPIO17: {} } }
                cameras: { porch: { source: "test://pattern?fps=10" } }
                rules: { always: { when: { armed: true }, gpio: { line: GPIO17 } } }
                """.formatted(hash(Role.VIEW), hash(Role.OPERATE), hash(Role.ADMIN)));
        await().atMost(AMPLE).until(() -> send(new Endpoint("GET", "/cameras/porch/detections"), Role.VIEW)
                .contains("\"sequence\":"));
        List<Endpoint> endpoints = send(new Endpoint("GET", "/"), Role.VIEW)
                .lines()
                .skip(2)
                .map(Endpoint::of)
                .toList();
        assertTrue(endpoints.size() > 30, endpoints.toString());
        List<String> wrong = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            boolean open = OPEN.contains(endpoint.toString());
            int stranger = status(endpoint, null);
            if (open ? stranger >= 500 : stranger != 401) {
                wrong.add("%s without a role: %d".formatted(endpoint, stranger));
            }
            for (Role role : open ? List.<Role>of() : List.of(Role.values())) {
                int status = status(endpoint, role);
                boolean refused = status == 403;
                boolean reads = endpoint.method().equals("GET");
                boolean asItShould =
                        switch (role) {
                            case VIEW -> refused != reads;
                            case OPERATE -> !(refused && reads);
                            case ADMIN -> !refused;
                        };
                boolean done = refused || !BODIES.containsKey(endpoint.toString()) || status == 200;
                if (!asItShould || !done || status == 401 || status >= 500) {
                    wrong.add("%s as %s: %d".formatted(endpoint, role, status));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static String hash(Role role) {
        return TokenHash.of(TOKENS.get(role)).text();
    }

    private HttpRequest request(Endpoint endpoint, Role role) {
        byte[] body = BODIES.getOrDefault(endpoint.toString(), new byte[0]);
        var request = HttpRequest.newBuilder(url.resolve(endpoint.path()))
                .method(
                        endpoint.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (role != null) {
            request.header("Authorization", "Bearer " + TOKENS.get(role));
        }
        return request.build();
    }

    private String send(Endpoint endpoint, Role role) throws Exception {
        return client.send(request(endpoint, role), BodyHandlers.ofString()).body();
    }

    /** Without the rest of the answer, which of a stream has no end. @param role null: none */
    private int status(Endpoint endpoint, Role role) throws Exception {
        HttpResponse<InputStream> answer = client.send(request(endpoint, role), BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }
}
