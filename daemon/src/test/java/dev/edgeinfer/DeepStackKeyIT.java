package dev.edgeinfer;

import static dev.edgeinfer.Forms.field;
import static dev.edgeinfer.Forms.file;
import static dev.edgeinfer.Forms.form;
import static dev.edgeinfer.Forms.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.log.CapturedLog;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of DeepStack, which know no headers, at a daemon that wants to know who they are. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DeepStackKeyIT extends DaemonOverHttp {

    private static final byte[] PHOTO = Pictures.file("astronaut.jpg");
    private static final String KEY = TokenHash.newToken();
    private static final String VIEWER = TokenHash.newToken();
    private static final String PATH = "/v1/vision/detection";

    @BeforeEach
    void start() throws Exception {
        start("""
                http:
                  port: 0
                  auth: { tokens: { frigate: { token: "%s", role: operate }, wall: { token: "%s", role: view } } }
                model: { threads: 1 }
                gpio: { provider: simulated }
                cameras: { demo: { source: "file:%s", target-fps: 1 } }
                """.formatted(TokenHash.of(KEY).text(), TokenHash.of(VIEWER).text(), CLIP));
    }

    @Test
    void theKeyBeforeThePictureIsTheToken() throws Exception {
        try (var log = new CapturedLog()) {
            HttpResponse<String> answer = post(PATH, form(field("api_key", KEY), file("image", PHOTO)));

            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("\"label\":\"person\""), answer.body());
            String models = "/v1/vision/custom/";
            assertEquals(200, post(models + "list", form(field("api_key", KEY))).statusCode());
            assertEquals(
                    200,
                    post(models + "nanodet-g", form(field("api_key", KEY), file("image", PHOTO)))
                            .statusCode());
            // As .NET writes it.
            byte[] net = Forms.part("form-data; name=api_key\r\nContent-Type: text/plain; charset=utf-8", text(KEY));
            assertEquals(200, post(PATH, form(net, file("image", PHOTO))).statusCode());
            assertFalse(log.text().contains(KEY));
        }
    }

    @Test
    void withoutARightKeyItIsNobody() throws Exception {
        assertEquals(401, post(PATH, form(file("image", PHOTO))).statusCode());
        assertEquals(
                401,
                post(PATH, form(field("api_key", ""), file("image", PHOTO))).statusCode());
        assertEquals(
                401,
                post(PATH, form(file("image", PHOTO), field("api_key", KEY))).statusCode());
        assertEquals(
                401,
                post(PATH, form(field("admin_key", KEY), file("image", PHOTO))).statusCode());
        assertEquals(
                401,
                post("/detect", form(field("api_key", KEY), file("image", PHOTO)))
                        .statusCode());
        assertEquals(401, post(PATH, PHOTO).statusCode());
        assertEquals(
                403,
                post(PATH, form(field("api_key", VIEWER), file("image", PHOTO))).statusCode());
        assertEquals(
                401,
                post(PATH, form(field("api_key", KEY), file("image", PHOTO)), "Authorization", "Bearer wrong")
                        .statusCode());
    }

    @Test
    void whoGuessesKeysHasToWaitAndWhoHasOneNot() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, post(PATH, form(field("api_key", "guess" + i))).statusCode());
        }
        assertEquals(429, post(PATH, form(field("api_key", "guess"))).statusCode());
        assertEquals(
                200,
                post(PATH, form(field("api_key", KEY), file("image", PHOTO))).statusCode());
    }

    @Test
    void ofAStrangersPictureLittleIsRead() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.setSoTimeout(10_000);
            byte[] begun = form(file("image", new byte[4000]));
            String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 20000000\r\n\r\n"
                    .formatted(PATH, Forms.TYPE);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(begun);

            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertEquals("HTTP/1.1 401", answer);
        }
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", Forms.TYPE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
