package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.mqtt.Mosquitto;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} has of a daemon that tells a broker and a webhook, read as collectors read it. */
class MetricsIT extends DaemonOverHttp {

    private static final String TOKEN = TokenHash.newToken();

    /** All that the API promises, whatever happens; the rest depends on the board. */
    private static final List<String> PROMISED = List.of(
            "camera_detection_fps{camera=porch}",
            "camera_source_fps{camera=porch}",
            "camera_frames_dropped_total{camera=porch,reason=superseded}",
            "camera_detection_age_seconds{camera=porch}",
            "stage_duration_seconds_count{camera=porch,stage=preprocess}",
            "stage_duration_seconds_bucket{camera=porch,le=+Inf,stage=inference}",
            "stage_duration_seconds_sum{camera=porch,stage=postprocess}",
            "result_age_seconds_count{camera=porch}",
            "subscriber_queue_depth{subscriber=tracking}",
            "inference_requests_waiting{}",
            "journal_backlog{reader=mqtt}",
            "journal_backlog{reader=webhook:phone}",
            "journal_backlog{reader=webhook:dead}",
            "armed_changes_total{to=disarmed}",
            "gpio_line_value{line=GPIO17}",
            "gpio_line_switches_total{line=GPIO17}",
            "rule_active{rule=always}",
            "rule_activations_total{rule=always}",
            "mqtt_connected{}",
            "mqtt_messages_published_total{kind=fact}",
            "mqtt_messages_published_total{kind=state}",
            "mqtt_connection_failures_total{}",
            "mqtt_last_delivery_age_seconds{}",
            "webhook_facts_delivered_total{webhook=phone}",
            "webhook_facts_refused_total{webhook=phone}",
            "webhook_facts_expired_total{webhook=phone}",
            "webhook_failures_total{webhook=phone}",
            "webhook_last_delivery_age_seconds{webhook=phone}",
            "webhook_circuit{state=half-open,webhook=phone}",
            "http_requests_total{method=PUT,route=/armed,status=200}",
            "http_requests_total{method=GET,route=/gpio,status=401}",
            "http_requests_total{method=GET,route=none,status=401}",
            "http_requests_total{method=GET,route=none,status=421}",
            "http_requests_refused_total{reason=not-logged-in}",
            "http_requests_refused_total{reason=wrong-host}",
            "http_requests_refused_total{reason=foreign-page}",
            "process_resident_memory_bytes{}",
            "process_heap_used_bytes{}",
            "process_threads{}",
            "process_open_fds{}",
            "process_cpu_seconds_total{}",
            "process_start_time_seconds{}");

    @Test
    void collectorsReadBothFormatsAndFindAllThatIsPromised() throws Exception {
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        target.start();
        try (var broker = new Mosquitto(directory).start()) {
            start("""
                    http: { port: 0, auth: { tokens: { metrics: { token: "%s", role: operate } } } }
                    model: { threads: 1 }
                    gpio: { provider: simulated, lines: { GPIO17: {} } }
                    cameras: { porch: { source: "test://pattern?fps=30", target-fps: 2 } }
                    rules: { always: { when: { armed: true }, gpio: { line: GPIO17 } } }
                    mqtt: { url: "mqtt://127.0.0.1:%d" }
                    webhooks:
                      phone: { url: "http://127.0.0.1:%d/", armed: true }
                      dead: { url: "http://127.0.0.1:9/", armed: true }
                    """.formatted(
                            TokenHash.of(TOKEN).text(),
                            broker.port(),
                            target.getAddress().getPort()));
            assertEquals(401, status("/gpio"));
            assertEquals(401, status("GET", "/gpio", "Authorization", "Bearer wrong"));
            assertEquals(421, wrongHost());
            assertEquals(403, status("PUT", "/armed", "Origin", "https://evil.example"));
            assertEquals(200, authorized("PUT", "/armed", "{\"armed\": false}").statusCode());
            Path plain = directory.resolve("plain");
            Path open = directory.resolve("open");
            PythonPeer prometheus = PythonPeer.make("prometheus");
            await().atMost(AMPLE).pollInSameThread().until(() -> {
                Files.writeString(plain, metrics("*/*"));
                return List.of(
                                "camera_detection_age_seconds",
                                "webhook_last_delivery_age_seconds",
                                "mqtt_last_delivery_age_seconds",
                                "gpio_line_switches_total{",
                                "camera_frames_dropped_total{camera=\"porch\",reason=\"superseded\"}",
                                "mqtt_connected 1.0",
                                "webhook_circuit{state=\"open\",webhook=\"dead\"} 1.0")
                        .stream()
                        .allMatch(Files.readString(plain)::contains);
            });
            // Both again: what is counted by label may have got one more meanwhile.
            Files.writeString(plain, metrics("*/*"));
            Files.writeString(open, metrics("application/openmetrics-text; version=1.0.0"));

            String text = Files.readString(plain);
            assertEquals(1, value(text, "webhook_facts_delivered_total{webhook=\"phone\"}"));
            assertEquals(0, value(text, "webhook_failures_total{webhook=\"phone\"}"));
            assertTrue(value(text, "webhook_failures_total{webhook=\"dead\"}") >= 5, text);
            assertTrue(value(text, "mqtt_messages_published_total{kind=\"fact\"}") >= 1, text);
            assertEquals(0, value(text, "mqtt_connection_failures_total"));
            assertTrue(value(text, "mqtt_last_delivery_age_seconds") < AMPLE.toSeconds(), text);
            assertEquals(1, value(text, "http_requests_refused_total{reason=\"foreign-page\"}"));
            assertEquals(1, value(text, "http_requests_total{method=\"GET\",route=\"none\",status=\"421\"}"));

            List<String> read = prometheus.run(plain.toString(), open.toString());

            List<String> missing = PROMISED.stream()
                    .filter(name -> !read.contains("edge_infer_" + name))
                    .toList();
            assertTrue(missing.isEmpty(), missing + " are not in " + read);
        } finally {
            target.stop(0);
        }
    }

    private static double value(String text, String sample) {
        return text.lines()
                .filter(line -> line.startsWith("edge_infer_" + sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    private String metrics(String accept) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(url.resolve("/metrics"))
                                .header("Accept", accept)
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> authorized(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int status(String method, String path, String header, String value) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(url.resolve(path))
                                .method(method, BodyPublishers.noBody())
                                .header(header, value)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private int wrongHost() throws Exception {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream().write("GET /gpio HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes());
            return Integer.parseInt(new String(socket.getInputStream().readNBytes(12)).substring(9));
        }
    }
}
