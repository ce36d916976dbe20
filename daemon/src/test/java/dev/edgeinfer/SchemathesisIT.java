package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.document.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A whole daemon, asked what schemathesis makes of its OpenAPI document: what fits it and what does not, as each role and as nobody.
 * {@code -Dedge-infer.schemathesis-seconds=600} makes it long, {@code -Dedge-infer.schemathesis-seed} another one.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SchemathesisIT extends DaemonOverHttp {

    private static final int SECONDS = Integer.getInteger("edge-infer.schemathesis-seconds", 0);
    private static final int SEED = Integer.getInteger("edge-infer.schemathesis-seed", 8);
    private static final Pattern SERVER_ERROR = Pattern.compile("http_requests_total\\{.*status=\"5..\".*");

    private static final String SCENE = """
            model: { threads: 1 }
            gpio:
              provider: simulated
              lines: { lamp: { chip: pinctrl-rp1, line: 5 } }
              inputs: { BELL: { line: GPIO6, on-active: toggle } }
            cameras:
              demo:
                source: "file:%s"
                target-fps: 2
                zones: { step: [[0.1, 0.1], [0.9, 0.1], [0.9, 1], [0.1, 1]] }
                lines: { gate: [[0.5, 0.1], [0.5, 0.9]] }
              pattern: { source: "test://pattern?fps=5", target-fps: 1 }
            rules:
              someone-at-the-door:
                when: { label: person, min-score: 0.5 }
                gpio: { line: GPIO17, mode: hold, hold: 1s }
            """.formatted(CLIP);

    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private Path pictures;
    private PythonPeer peer;

    @BeforeEach
    void start() throws Exception {
        peer = PythonPeer.make("schemathesis");
        var accounts = new StringBuilder("http: { port: 0, max-requests-per-second: 1000000, auth: { tokens: {");
        for (Role role : Role.values()) {
            tokens.put(role, TokenHash.newToken());
            String name = Json.word(role);
            accounts.append(" %s: { role: %s, token: \"%s\" },"
                    .formatted(name, name, TokenHash.of(tokens.get(role)).text()));
        }
        start(accounts + " } } }\n" + SCENE);
        pictures = Files.createDirectory(directory.resolve("pictures"));
        Files.write(pictures.resolve("1.jpg"), Pictures.plain(".jpg", 64, 48));
        Files.write(pictures.resolve("2.png"), Pictures.astronaut(".png", UnaryOperator.identity()));
        Files.write(pictures.resolve("3.webp"), Pictures.plain(".webp", 40, 30));
        await().atMost(AMPLE).until(() -> asAdmin("/events").contains("\"hasSnapshot\":true"));
    }

    @Test
    void whatTheDocumentSaysHolds() throws Exception {
        var arguments = new ArrayList<>(List.of(
                url.toString().replace("localhost", "127.0.0.1"),
                Integer.toString(SECONDS),
                Integer.toString(SEED),
                pictures.toString()));
        List.of(Role.ADMIN, Role.OPERATE, Role.VIEW)
                .forEach(role -> arguments.add(Json.word(role) + "=" + tokens.get(role)));
        arguments.add("nobody=");

        List<String> said = peer.run(arguments.toArray(String[]::new));

        assertEquals(4, said.size(), said.toString());
        said.forEach(System.out::println);
        String metrics = asAdmin("/metrics");
        assertFalse(SERVER_ERROR.matcher(metrics).find(), metrics);
        String health = asAdmin("/health");
        assertTrue(health.contains("\"status\":\"ok\""), health);
    }

    private String asAdmin(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + tokens.get(Role.ADMIN))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
