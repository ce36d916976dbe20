package dev.edgeinfer.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.state.DetectionsDocument;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of events and pictures, read by real clients from a real server whose frames the test makes. */
@Timeout(60)
class StreamsIT {

    private static final int MOST_STREAMS = 5;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final CannedSources sources = new CannedSources();
    private long sequence;
    private ApiServer server;

    @BeforeEach
    void start() {
        server = ApiServer.start(new HttpConfig("127.0.0.1", 0, MOST_STREAMS, 1, AccessConfig.DEFAULT), () -> sources);
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
    }

    @Test
    void eventsBeginWithHowThingsStand() throws Exception {
        frame("porch");
        try (var events = events("", Optional.empty())) {
            assertEquals(200, events.status());
            assertEquals(Optional.of("text/event-stream"), events.header("Content-Type"));
            assertEquals(Optional.of("no-store"), events.header("Cache-Control"));

            assertEquals(
                    "porch",
                    json.readTree(events.next("detections").data())
                            .get("camera")
                            .asText());
            assertTrue(json.readTree(events.next("gpio").data()).has("lines"));
            assertTrue(json.readTree(events.next("rules").data()).has("rules"));
            assertTrue(json.readTree(events.next("armed").data()).has("armed"));
            assertEquals(
                    "ok",
                    json.readTree(events.next("health").data()).get("status").asText());
        }
    }

    @Test
    void eachFrameIsOneEventAsInDetections() throws Exception {
        try (var events = events("", Optional.empty())) {
            events.next("health");
            frame("porch");
            JsonNode seen = json.readTree(events.next("detections").data());
            JsonNode whole = json.readTree(text("/cameras/porch/detections").body());

            assertEquals(fieldNames(whole), fieldNames(seen));
        }
    }

    @Test
    void aReaderGoesOnWhereItBrokeOff() throws Exception {
        frame("porch");
        String last;
        try (var events = events("", Optional.empty())) {
            last = events.next("health").id();
        }
        frame("porch");
        frame("porch");
        try (var events = events("", Optional.of(last))) {
            assertEquals(2, json.readTree(events.next().data()).get("sequence").asInt());
            assertEquals(3, json.readTree(events.next().data()).get("sequence").asInt());
        }
    }

    @Test
    void aReaderOfOneCameraHearsOfThatOnly() throws Exception {
        frame("porch");
        frame("yard");
        try (var events = events("?camera=yard", Optional.empty())) {
            assertEquals(
                    "yard",
                    json.readTree(events.next("detections").data())
                            .get("camera")
                            .asText());
            frame("porch");
            frame("yard");
            assertEquals(
                    4,
                    json.readTree(events.next("detections").data())
                            .get("sequence")
                            .asInt());
        }
    }

    @Test
    void aChangeOfHealthIsToldAtOnce() throws Exception {
        try (var events = events("", Optional.empty())) {
            assertEquals(
                    "ok",
                    json.readTree(events.next("health").data()).get("status").asText());
            sources.ready = false;
            sources.feed().stateChanged();
            assertEquals(
                    "down",
                    json.readTree(events.next("health").data()).get("status").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/detections/stream?camera=proch | 404 | unknown-camera | porch, yard",
                "/detections/stream?camera= | 404 | unknown-camera | porch, yard",
                "/detections/stream?camera=porch&camera=yard | 400 | bad-parameter | more than once",
                "/detections/stream?cam=porch | 400 | bad-parameter | [camera]",
                "/cameras/proch/stream.mjpeg | 404 | unknown-camera | porch, yard",
                "/cameras/yard/stream.mjpeg | 503 | no-frame-yet | yard",
                "/cameras/porch/stream.mjpeg?fps=0 | 400 | bad-parameter | \"fps\" must be a number from 0.1 to 30",
                "/cameras/porch/stream.mjpeg?fps=31 | 400 | bad-parameter | from 0.1 to 30",
                "/cameras/porch/stream.mjpeg?fps=NaN | 400 | bad-parameter | from 0.1 to 30",
                "/cameras/porch/stream.mjpeg?fps=1e1 | 400 | bad-parameter | from 0.1 to 30",
                "/cameras/porch/stream.mjpeg?height=31 | 400 | bad-parameter | from 32 to 4320",
                "/cameras/porch/stream.mjpeg?height=99999999999 | 400 | bad-parameter | from 32 to 4320",
                "/cameras/porch/stream.mjpeg?quality=0 | 400 | bad-parameter | from 1 to 100",
                "/cameras/porch/stream.mjpeg?tracks=yes | 400 | bad-parameter | \"tracks\" must be true or false",
                "/cameras/porch/snapshot.jpg?quality=101 | 400 | bad-parameter | from 1 to 100",
                "/cameras/porch/snapshot.jpg?height=-5 | 400 | bad-parameter | from 32 to 4320",
                "/cameras/porch/snapshot.jpg?zones=1 | 400 | bad-parameter | true or false",
                "/cameras/porch/snapshot.jpg?bokes=true | 400 | bad-parameter | boxes, height, quality",
                "/cameras/porch/snapshot.jpg?fps=5 | 400 | bad-parameter | is not known",
                "/cameras/proch/detections | 404 | unknown-camera | porch, yard",
            })
    void whatIsWrongIsNamed(String path, int status, String type, String hint) throws Exception {
        var response = text(path);

        assertEquals(status, response.statusCode());
        JsonNode problem = json.readTree(response.body());
        assertEquals("urn:edge-infer:problem:" + type, problem.get("type").asText());
        assertTrue(
                problem.get("detail").asText().contains(hint),
                problem.get("detail").asText());
    }

    @Test
    void snapshotsTakeEveryOption() throws Exception {
        assertEquals(
                200,
                text("/cameras/porch/snapshot.jpg?boxes=true&zones=true&tracks=true&timestamp=true&quality=35&height=240&_=17")
                        .statusCode());
        assertEquals(
                List.of(new PictureOptions(java.util.OptionalInt.of(240), 35, true, true, true, true)),
                sources.snapshots);
    }

    @Test
    void picturesComeAsTheFramesDo() throws Exception {
        try (InputStream body = mjpeg("/cameras/porch/stream.mjpeg?fps=30")) {
            assertArrayEquals(CannedSources.PICTURE, part(body));
            byte[] other = {(byte) 0xff, (byte) 0xd8, 4, 2};
            show(other);
            assertArrayEquals(other, part(body));
        }
    }

    @Test
    void aPictureIsMadeOnceHoweverManyLook() throws Exception {
        var bodies = new InputStream[4];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = mjpeg("/cameras/porch/stream.mjpeg?fps=30&boxes=true");
            part(bodies[i]);
        }
        for (int i = 0; i < 5; i++) {
            show(new byte[] {1, 2, (byte) i});
            for (InputStream body : bodies) {
                assertEquals(i, part(body)[2]);
            }
        }
        var options = new PictureOptions(java.util.OptionalInt.empty(), 80, true, false, false, false);
        assertEquals(6, sources.made.get(options).get());
        for (InputStream body : bodies) {
            body.close();
        }
    }

    @Test
    void nobodyLooksAndNothingIsMade() throws Exception {
        try (InputStream body = mjpeg("/cameras/porch/stream.mjpeg?fps=30")) {
            part(body);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            int before = sources.made.values().iterator().next().get();
            show(new byte[] {1});
            Thread.sleep(100);
            return sources.made.values().iterator().next().get() == before;
        });
    }

    @Test
    void moreStreamsThanThereMayBeAreRefusedUntilOneEnds() throws Exception {
        var open = new EventStreamClient[MOST_STREAMS];
        for (int i = 0; i < open.length; i++) {
            open[i] = events("", Optional.empty());
            assertEquals(200, open[i].status());
        }
        var refused = text("/detections/stream");

        assertEquals(503, refused.statusCode());
        assertEquals(Optional.of("10"), refused.headers().firstValue("Retry-After"));
        assertTrue(refused.body().contains("http.max-streams"), refused.body());
        assertEquals(200, text("/detections").statusCode(), "the rest goes on");

        open[0].close();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            // A reader that is gone is found out when something is written to it.
            frame("porch");
            try (var events = events("", Optional.empty())) {
                return events.status() == 200;
            }
        });
        for (EventStreamClient events : open) {
            events.close();
        }
    }

    @Test
    void aServerThatStopsEndsItsStreams() throws Exception {
        var events = events("", Optional.empty());
        events.next("health");
        InputStream body = mjpeg("/cameras/porch/stream.mjpeg");
        part(body);

        server.close();

        assertNull(events.next(), "the end of the stream, not a broken connection");
        assertEquals("--frame--\r\n", new String(body.readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void aServerStopsAlthoughNobodyReads() throws Exception {
        byte[] large = new byte[3_000_000];
        try (var stuck = new Socket("127.0.0.1", server.url().getPort())) {
            stuck.setReceiveBufferSize(4096);
            stuck.getOutputStream()
                    .write("GET /cameras/porch/stream.mjpeg?fps=30 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            for (int i = 0; i < 5; i++) {
                show(large);
            }
            long before = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - before < 3_000_000_000L, "stopping took too long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/detections/stream", "/cameras/porch/stream.mjpeg"})
    void aHeadOpensNoStream(String path) throws Exception {
        for (int i = 0; i < 2 * MOST_STREAMS; i++) {
            var response = client.send(HttpRequest.newBuilder(uri(path)).HEAD().build(), BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
        }
    }

    @Test
    void camerasTellHowTheyAreAndWhatThereIsOfThem() throws Exception {
        assertEquals(json.readTree("""
                        {"cameras": [{"camera": "porch", "state": "running", "since": "2026-11-24T07:00:00.123Z",
                          "source": "rtsp", "detectSource": null, "frame": {"width": 640, "height": 480},
                          "fps": {"target": 10.0, "actual": 9.98, "source": 29.97}, "ageMs": 41.2, "zones": [], "lines": [],
                          "links": {"detections": "/cameras/porch/detections",
                                    "events": "/detections/stream?camera=porch",
                                    "snapshot": "/cameras/porch/snapshot.jpg",
                                    "stream": "/cameras/porch/stream.mjpeg"}}]}
                        """), json.readTree(text("/cameras").body()));
    }

    private void frame(String camera) {
        long number = ++sequence;
        sources.feed.detections(
                camera,
                () -> new DetectionsDocument.Camera(
                        camera,
                        number,
                        Instant.EPOCH,
                        1.0,
                        new SizeDocument(640, 480),
                        List.of(),
                        null,
                        DetectionsDocument.Rate.of(OptionalDouble.empty(), 1, 1),
                        "running",
                        null));
    }

    private void show(byte[] jpeg) {
        sources.picture = new LivePicture(sources.picture.sequence() + 1, Instant.EPOCH, jpeg);
        frame("porch");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.url().getPort(), path));
    }

    private EventStreamClient events(String query, Optional<String> lastId) throws Exception {
        return EventStreamClient.open(client, uri("/detections/stream" + query), lastId);
    }

    private InputStream mjpeg(String path) throws Exception {
        var response = client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals(
                Optional.of("multipart/x-mixed-replace; boundary=frame"),
                response.headers().firstValue("Content-Type"));
        return response.body();
    }

    /** The next picture of a stream. */
    private static byte[] part(InputStream body) throws Exception {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = body.read();
            assertTrue(next >= 0, "the stream has ended at: " + head);
            head.append((char) next);
        }
        assertTrue(head.toString().startsWith("--frame\r\n"), head.toString());
        int length = Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
        byte[] jpeg = body.readNBytes(length);
        assertEquals("\r\n", new String(body.readNBytes(2), StandardCharsets.US_ASCII));
        return jpeg;
    }

    private HttpResponse<String> text(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static List<String> fieldNames(JsonNode node) {
        return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }
}
