package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import dev.edgeinfer.webhook.Target.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers may do to a request, the rude ones included. */
class HttpTargetIT {

    private static final Notification NOTIFICATION =
            new Notification("board-7-42-1", "{\"a\": \"ü\"}".getBytes(StandardCharsets.UTF_8), false);
    private static final Answer ACCEPTED = new Answer.Accepted();
    private static final Answer TIMEOUT = new Answer.Failed("did not answer within 400 ms", Duration.ZERO);

    @Test
    void theRequestIsACloudEventInStructuredMode() throws Exception {
        try (var receiver = new Receiver()) {
            assertEquals(ACCEPTED, post(receiver.url(), "headers: { Authorization: Bearer abc }"));

            Receiver.Received request = receiver.received.getFirst();
            Headers headers = request.headers();
            assertEquals("application/cloudevents+json", headers.getFirst("Content-Type"));
            assertEquals("board-7-42-1", headers.getFirst("webhook-id"));
            assertEquals("Bearer abc", headers.getFirst("Authorization"));
            assertNull(headers.getFirst("webhook-signature"));
            assertNull(headers.getFirst("Upgrade"));
            assertEquals("{\"a\": \"ü\"}", new String(request.body(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void successIsSuccess(int status) throws Exception {
        assertEquals(ACCEPTED, answerTo(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 407, 410, 413, 422})
    void whatItDoesNotWantIsRefused(int status) throws Exception {
        assertEquals(new Answer.Refused(status), answerTo(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void whatMayPassIsAFailure(int status) throws Exception {
        assertEquals(new Answer.Failed("answers " + status, Duration.ZERO), answerTo(status));
    }

    @ParameterizedTest
    @CsvSource({"429, 7", "503, 120", "500, 1"})
    void itSaysHowLongItWantsToBeLeftAlone(int status, int seconds) throws Exception {
        try (var receiver = new Receiver()) {
            receiver.answers.add(new Receiver.Told(status, Map.of("Retry-After", Integer.toString(seconds))));
            assertEquals(new Answer.Failed("answers " + status, Duration.ofSeconds(seconds)), post(receiver.url(), ""));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectionIsAFailureAndNobodyGoesThere(int status) throws Exception {
        try (var receiver = new Receiver();
                var elsewhere = new Receiver()) {
            receiver.answers.add(new Receiver.Told(status, Map.of("Location", elsewhere.url())));
            var failed = assertInstanceOf(Answer.Failed.class, post(receiver.url(), ""));
            assertEquals(
                    "answers " + status + ", which sends to another place; that is not followed: write its url here",
                    failed.reason());
            assertEquals(0, elsewhere.received.size());
        }
    }

    @Test
    void oneThatHangsIsLeft() throws Exception {
        try (var peer = new RudePeer((out, p) -> p.hang())) {
            assertEquals(TIMEOUT, post(peer.url(), "timeout: 400ms"));
            assertTrue(peer.wasLeft());
        }
    }

    @Test
    void aHeadThatComesByteByByteIsTooSlow() throws Exception {
        try (var peer =
                new RudePeer((out, p) -> p.dribble(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false))) {
            assertEquals(TIMEOUT, post(peer.url(), "timeout: 400ms"));
            assertTrue(peer.wasLeft());
        }
    }

    @Test
    void aBodyThatComesByteByByteIsNotWaitedFor() throws Exception {
        try (var peer = new RudePeer((out, p) -> {
            RudePeer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            p.dribble(out, "slow", true);
        })) {
            assertEquals(ACCEPTED, post(peer.url(), ""));
            assertTrue(peer.wasLeft());
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        var written = new long[1];
        try (var peer = new RudePeer((out, p) -> {
            RudePeer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
            var megabyte = new byte[1 << 20];
            for (int i = 0; i < 10_000; i++) {
                out.write(megabyte);
                written[0]++;
            }
        })) {
            assertEquals(ACCEPTED, post(peer.url(), ""));
            assertTrue(peer.wasLeft());
            assertTrue(written[0] < 100, "MB read: " + written[0]);
        }
    }

    @Test
    void aHeadWithoutEndIsCutOff() throws Exception {
        try (var peer = new RudePeer((out, p) -> {
            RudePeer.write(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RudePeer.write(out, "X-Filler: " + "x".repeat(8000) + "\r\n");
            }
        })) {
            assertInstanceOf(Answer.Failed.class, post(peer.url(), ""));
            assertTrue(peer.wasLeft());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Le"})
    void oneThatHangsUpBeforeItHasAnsweredFails(String head) throws Exception {
        try (var peer = new RudePeer((out, p) -> RudePeer.write(out, head))) {
            assertEquals(
                    new Answer.Failed("closed the connection before it had answered", Duration.ZERO),
                    post(peer.url(), ""));
        }
    }

    @Test
    void oneThatHangsUpInTheBodyHasAnswered() throws Exception {
        try (var peer =
                new RudePeer((out, p) -> RudePeer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))) {
            assertEquals(ACCEPTED, post(peer.url(), ""));
        }
    }

    @Test
    void oneThatDoesNotSpeakHttpFails() throws Exception {
        try (var peer = new RudePeer((out, p) -> RudePeer.write(out, "220 mail.example ESMTP\r\n"))) {
            var failed = assertInstanceOf(Answer.Failed.class, post(peer.url(), ""));
            assertTrue(failed.reason().startsWith("gave no answer: "), failed.reason());
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (var receiver = new Receiver()) {
            port = receiver.port();
        }
        assertEquals(
                new Answer.Failed("takes no connection", Duration.ZERO), post("http://127.0.0.1:" + port + "/", ""));
    }

    private static Answer answerTo(int status) throws Exception {
        try (var receiver = new Receiver()) {
            receiver.answer(status);
            return post(receiver.url(), "");
        }
    }

    private static Answer post(String url, String keys) throws IOException, InterruptedException {
        String all = "url: \"" + url + "\", " + (keys.isEmpty() ? "timeout: 30s" : keys);
        try (var target = new HttpTarget(WebhookConfigs.webhook(all), Clock.systemUTC())) {
            return target.post(NOTIFICATION);
        }
    }
}
