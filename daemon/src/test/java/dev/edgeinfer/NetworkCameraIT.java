package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A daemon with a camera of the network that asks for a password. */
class NetworkCameraIT extends DaemonOverHttp {

    private static final Path PICTURE = Path.of("src/test/resources/images/astronaut.jpg");
    private static final String PASSWORD = "p@ss/w:rd?9";

    private HttpServer camera;

    @BeforeEach
    void startCamera() throws IOException {
        byte[] picture = Files.readAllBytes(PICTURE);
        camera = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        camera.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        camera.createContext("/video", exchange -> answer(exchange, picture));
        camera.start();
    }

    @AfterEach
    void stopCamera() {
        camera.stop(0);
    }

    @Test
    void whatItShowsIsDetected() throws Exception {
        start(camera(PASSWORD));

        await().atMost(AMPLE).until(() -> bestScoreOf("person") > 0.5);
    }

    @Test
    void aWrongPasswordIsSaidInHealthAndNotShown() throws Exception {
        String wrong = "not-the-password";
        start(camera(wrong));

        await().atMost(AMPLE)
                .until(() -> get("/health").at("/cameras/0/lastError").asText().contains("refuses the user"));
        String health = get("/health").toString();
        assertTrue(health.contains("http://admin:***@127.0.0.1"), health);
        assertFalse(health.contains(wrong), health);
        assertFalse(get("/detections").toString().contains(wrong));
    }

    private String camera(String password) throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), password);
        return COMMON + """
                cameras:
                  porch:
                    source: "http://127.0.0.1:%d/video"
                    user: admin
                    password: "${file:%s}"
                """.formatted(camera.getAddress().getPort(), secret);
    }

    private static void answer(HttpExchange exchange, byte[] picture) throws IOException {
        String basic = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"camera\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=picture");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write("--picture\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(picture);
                out.flush();
            }
        } catch (IOException e) {
            // The daemon has gone.
        }
    }
}
