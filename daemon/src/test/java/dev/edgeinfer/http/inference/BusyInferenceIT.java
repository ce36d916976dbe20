package dev.edgeinfer.http.inference;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.CannedSources;
import dev.edgeinfer.http.FakeModels;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.pipeline.FakeDetector;
import dev.edgeinfer.pipeline.InferenceRequests;
import dev.edgeinfer.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that want more than there is, are slow, or go: real HTTP and a real loop, whose detector waits to be let on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BusyInferenceIT {

    private static final byte[] PHOTO = photo();

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final Semaphore permits = new Semaphore(0);
    private final FakeDetector detector = new FakeDetector().behind(permits);
    private final CannedSources sources = new CannedSources();
    private Pipeline pipeline;
    private ApiServer server;

    @BeforeEach
    void start() {
        var camera = new CameraConfig(
                "none",
                new SourceConfig.VideoFile("none", Path.of("none"), false, SourceConfig.Pace.FAST),
                OptionalDouble.empty());
        pipeline = new Pipeline(List.of(camera), detector, source -> new FakeSource(Delivery.LIVE), status -> {});
        pipeline.start();
        var models = new FakeModels(detector);
        sources.onDemand = new OnDemand(models, models, pipeline.requests());
        listen(UploadLimits.DEFAULT);
    }

    private void listen(UploadLimits limits) {
        if (server != null) {
            server.close();
        }
        server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources, limits);
    }

    @AfterEach
    void stop() {
        permits.release(1000);
        client.close();
        server.close();
        pipeline.close();
    }

    @Test
    void whoFindsTheQueueFullIsToldWhenToComeBackAndTheOthersAreServed() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i <= InferenceRequests.CAPACITY; i++) {
            answers.add(post());
        }
        await().until(() -> detector.calls() == 1 && pipeline.requests().size() == InferenceRequests.CAPACITY);

        HttpResponse<String> refused = post().get();
        assertEquals("too-busy", problem(503, refused));
        assertEquals("1", refused.headers().firstValue("retry-after").orElseThrow());

        permits.release(1000);
        for (var answer : answers) {
            assertEquals(200, answer.get().statusCode());
        }
    }

    @Test
    void whoHangsUpLeavesTheQueue() throws Exception {
        var first = post();
        await().until(() -> detector.calls() == 1);
        try (var socket = connect()) {
            socket.getOutputStream().write(head(PHOTO.length));
            socket.getOutputStream().write(PHOTO);
            await().until(() -> pipeline.requests().size() == 1);
        }
        await().until(() -> pipeline.requests().size() == 0);

        permits.release(1000);
        assertEquals(200, first.get().statusCode());
        assertEquals(1, detector.calls());
    }

    @Test
    void whoseTurnDoesNotComeIsToldSo() throws Exception {
        listen(new UploadLimits(1 << 20, 1 << 20, 64 << 20, Duration.ofSeconds(30), Duration.ofMillis(1)));
        var first = post();
        await().until(() -> detector.calls() == 1);

        HttpResponse<String> refused = post().get();

        assertEquals("too-busy", problem(503, refused));
        assertTrue(refused.body().contains("within 1 ms"), refused.body());
        permits.release(1000);
        assertEquals(200, first.get().statusCode());
    }

    @Test
    void whenTheLoopEndsNobodyIsLeftWaiting() throws Exception {
        var first = post();
        await().until(() -> detector.calls() == 1);
        var second = post();
        await().until(() -> pipeline.requests().size() == 1);

        Thread closer = Thread.ofVirtual().start(pipeline::close);

        assertEquals("no-inference", problem(503, second.get()));
        permits.release(1000);
        assertEquals(200, first.get().statusCode());
        closer.join();
        assertEquals("no-inference", problem(503, post().get()));
    }

    @Test
    void aBodyThatStopsComingIsGivenUp() throws Exception {
        listen(patient(Duration.ofMillis(300)));
        try (var socket = connect()) {
            socket.getOutputStream().write(head(PHOTO.length));
            socket.getOutputStream().write(PHOTO, 0, PHOTO.length / 2);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
            assertTrue(answer.contains("urn:edge-infer:problem:body-too-slow"), answer);
        }
    }

    @Test
    void aBodyThatIsTooLargeAndStopsComingIsRefusedAllTheSame() throws Exception {
        try (var socket = connect()) {
            socket.getOutputStream().write(head(1 << 30));
            socket.getOutputStream().write(PHOTO);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        }
    }

    @Test
    void aBodyThatIsCutOffIsNoErrorOfOurs() throws Exception {
        try (var socket = connect()) {
            socket.getOutputStream().write(head(PHOTO.length));
            socket.getOutputStream().write(PHOTO, 0, 100);
            socket.shutdownOutput();

            assertEquals("", new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        permits.release(1000);
        assertEquals(200, post().get().statusCode());
    }

    @Test
    void whatAllUploadsTakeTogetherIsBounded() throws Exception {
        int pixels = 3 * 384 * 384;
        listen(new UploadLimits(
                1 << 20, 1 << 20, 2L * (pixels + PHOTO.length + 2048), Duration.ofSeconds(30), Duration.ofSeconds(10)));
        var first = post();
        await().until(() -> detector.calls() == 1);
        var second = post();
        await().until(() -> pipeline.requests().size() == 1);

        assertEquals("too-busy", problem(503, post().get()));

        permits.release(1000);
        assertEquals(200, first.get().statusCode());
        assertEquals(200, second.get().statusCode());
        assertEquals(200, post().get().statusCode());
    }

    private static UploadLimits patient(Duration readWithin) {
        return new UploadLimits(1 << 20, 1 << 20, 64 << 20, readWithin, Duration.ofSeconds(10));
    }

    private CompletableFuture<HttpResponse<String>> post() {
        var request = HttpRequest.newBuilder(server.url().resolve("/detect"))
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(PHOTO))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        URI url = server.url();
        Socket socket = new Socket(url.getHost(), url.getPort());
        // A test that waits for nothing must end.
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static byte[] head(int length) {
        return "POST /detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                .formatted(length)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String problem(int status, HttpResponse<String> response) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode problem = json.readTree(response.body());
        return problem.get("type").asText().replace("urn:edge-infer:problem:", "");
    }

    private static byte[] photo() {
        try {
            return Files.readAllBytes(Path.of("src/test/resources/images/astronaut.jpg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
