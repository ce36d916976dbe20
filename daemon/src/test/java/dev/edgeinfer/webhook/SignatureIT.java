package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import dev.edgeinfer.config.WebhookConfig.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures, checked by the lines of Python that docs/webhooks.md gives to receivers. */
class SignatureIT {

    private static final String SECRET = "a-key-of-more-than-24-bytes";
    private static final Notification NOTIFICATION =
            new Notification("board-7-42-1", "{\"a\": \"ü\"}".getBytes(StandardCharsets.UTF_8), false);

    /** The example of the specification of Standard Webhooks. */
    @Test
    void itIsThatOfStandardWebhooks() {
        var signature = new Signature(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void thePythonOfTheReadmeTellsWhatIsGenuine() throws Exception {
        var headers = new HashMap<String, String>();
        try (var receiver = new Receiver();
                var target = new HttpTarget(
                        WebhookConfigs.webhook("url: \"%s\", secret: %s".formatted(receiver.url(), SECRET)),
                        Clock.systemUTC())) {
            assertInstanceOf(Target.Answer.Accepted.class, target.post(NOTIFICATION));
            Headers sent = receiver.received.getFirst().headers();
            for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
                headers.put(name, sent.getFirst(name));
            }
        }
        String body = new String(NOTIFICATION.body(), StandardCharsets.UTF_8);
        assertEquals("True", genuine(SECRET, headers, body));
        assertEquals("False", genuine(SECRET, headers, body.replace('a', 'b')));
        assertEquals("False", genuine(SECRET + "x", headers, body));
        headers.put("webhook-timestamp", "1614265330");
        assertEquals("False", genuine(SECRET, headers, body));
    }

    private static String genuine(String secret, Map<String, String> headers, String body) throws IOException {
        String program = snippet() + """

                import json, sys
                given = json.loads(sys.stdin.buffer.read())
                print(genuine(given["secret"].encode(), given["headers"], given["body"].encode()))
                """;
        Process python = new ProcessBuilder("python3", "-c", program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = python.getOutputStream()) {
            in.write(new ObjectMapper().writeValueAsBytes(Map.of("secret", secret, "headers", headers, "body", body)));
        }
        return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String snippet() throws IOException {
        String readme = Files.readString(Path.of("docs/webhooks.md"));
        String begin = "```python\n";
        int from = readme.indexOf(begin + "import base64, hmac") + begin.length();
        return readme.substring(from, readme.indexOf("```", from));
    }
}
