package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.http.security.HttpStartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real requests to a real server that shows canned values. */
class ApiServerIT {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final CannedSources sources = new CannedSources();
    private ApiServer server;

    @BeforeEach
    void start() {
        server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void detectionsHaveTheShapeThatTheArchitectureFixes() throws Exception {
        var response = get("/detections");

        assertEquals(200, response.statusCode());
        assertEquals("application/json", contentType(response));
        assertEquals(json.readTree("""
                        {"cameras": [
                          {"camera": "porch", "sequence": 1234, "capturedAt": "2026-11-24T07:00:00.123Z", "ageMs": 41.2,
                           "frame": {"width": 640, "height": 480},
                           "detections": [{"label": "person", "labelId": 0, "score": 0.9123,
                                           "box": {"x": 10.0, "y": 20.5, "width": 100.0, "height": 200.0},
                                           "track": 7, "zones": ["step"]},
                                          {"label": "cat", "labelId": 15, "score": 0.5,
                                           "box": {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0},
                                           "track": null, "zones": []}],
                           "timing": {"preprocessMs": 0.6, "inferenceMs": 5.9, "postprocessMs": 0.4},
                           "fps": {"target": 10.0, "actual": 9.98, "source": 29.97}, "state": "running",
                           "motion": {"state": "still", "skippedShare": 0.8735}},
                          {"camera": "yard", "sequence": null, "capturedAt": null, "ageMs": null, "frame": null,
                           "detections": [], "timing": null,
                           "fps": {"target": null, "actual": 0.0, "source": 0.0}, "state": "retrying", "motion": null}]}
                        """), json.readTree(response.body()));
    }

    @Test
    void tracksHaveTheirZonesAndTheCountsOfLines() throws Exception {
        var response = get("/tracks");

        assertEquals(200, response.statusCode());
        assertEquals(json.readTree("""
                        {"cameras": [
                          {"camera": "porch", "tracking": true, "sequence": 1234,
                           "capturedAt": "2026-11-24T07:00:00.123Z",
                           "tracks": [
                             {"track": 7, "label": "person", "labelId": 0, "score": 0.875, "lastScore": 0.9123,
                              "topScore": 0.95, "state": "active", "stationary": false,
                              "firstSeenAt": "2026-11-24T06:59:58.123Z", "lastSeenAt": "2026-11-24T07:00:00.123Z",
                              "hits": 20, "box": {"x": 11.0, "y": 21.5, "width": 100.0, "height": 200.0},
                              "zones": ["step"]},
                             {"track": 9, "label": "cat", "labelId": 15, "score": 0.5, "lastScore": 0.5,
                              "topScore": 0.5, "state": "tentative", "stationary": false,
                              "firstSeenAt": "2026-11-24T07:00:00.123Z", "lastSeenAt": "2026-11-24T07:00:00.123Z",
                              "hits": 1, "box": {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}, "zones": []}],
                           "zones": [{"zone": "step", "occupancy": {"person": 1}}],
                           "lines": [{"line": "gate", "in": {"person": 3}, "out": {}}]},
                          {"camera": "yard", "tracking": false, "sequence": null, "capturedAt": null,
                           "tracks": [], "zones": [], "lines": []}]}
                        """), json.readTree(response.body()));
    }

    @Test
    void gpioHasTheShapeThatTheArchitectureFixes() throws Exception {
        assertEquals(json.readTree("""
                        {"lines": [{"line": "GPIO17", "chip": "pinctrl-rp1", "offset": 17, "direction": "output",
                                    "value": 1, "provider": "simulated", "signal": "steady", "rule": null,
                                    "override": {"value": 1, "until": "2026-11-24T07:01:00Z", "by": "http"}},
                                   {"line": "chip/2", "chip": "pinctrl-rp1", "offset": 2, "direction": "output",
                                    "value": 0, "provider": "simulated", "signal": "blink", "rule": "visitor",
                                    "override": null},
                                   {"line": "DOOR", "chip": "pinctrl-rp1", "offset": 3, "direction": "input",
                                    "value": 0, "provider": "simulated", "signal": null, "rule": null, "override": null},
                                   {"line": "PIR", "chip": "pinctrl-rp1", "offset": 4, "direction": "input",
                                    "value": 0, "provider": "chardev", "signal": null, "rule": null,
                                    "override": null}]}
                        """), json.readTree(get("/gpio").body()));
    }

    @Test
    void healthIs503WhenNotReady() throws Exception {
        assertEquals(200, get("/health").statusCode());

        sources.ready = false;
        var response = get("/health");

        assertEquals(503, response.statusCode());
        assertEquals("down", json.readTree(response.body()).get("status").asText());
    }

    @Test
    void snapshotIsTheJpegOfTheCameraWithBoxesWhenAsked() throws Exception {
        var plain = bytes("/cameras/porch/snapshot.jpg");
        assertEquals("image/jpeg", contentType(plain));
        assertArrayEquals(CannedSources.PICTURE, plain.body());
        assertArrayEquals(
                CannedSources.PICTURE,
                bytes("/cameras/porch/snapshot.jpg?boxes=false").body());
        assertArrayEquals(
                CannedSources.PICTURE_WITH_BOXES,
                bytes("/cameras/porch/snapshot.jpg?boxes=true").body());
    }

    @Test
    void snapshotOfAnUnknownCameraNamesTheCamerasThatExist() throws Exception {
        JsonNode problem = problem(404, get("/cameras/proch/snapshot.jpg"));

        assertEquals(
                "urn:edge-infer:problem:unknown-camera", problem.get("type").asText());
        assertEquals(
                "No camera is called \"proch\"; there are: porch, yard",
                problem.get("detail").asText());
        assertEquals(json.readTree("[\"porch\", \"yard\"]"), problem.get("cameras"));
    }

    @Test
    void snapshotOfACameraWithoutAFrameIs503() throws Exception {
        problem(503, get("/cameras/yard/snapshot.jpg"));
    }

    @Test
    void aParameterThatIsNeitherTrueNorFalseIsRefused() throws Exception {
        JsonNode problem = problem(400, get("/cameras/porch/snapshot.jpg?boxes=ja"));

        assertEquals(
                "Parameter \"boxes\" must be true or false, not \"ja\"",
                problem.get("detail").asText());
    }

    @Test
    void unknownPathListsTheRoutes() throws Exception {
        for (String path : List.of("/nope", "/detections/nope", "/cameras/porch", "/cameras/a%2Fb/snapshot.jpg")) {
            JsonNode problem = problem(404, get(path));

            assertEquals("/detections", problem.get("routes").get(1).asText());
        }
    }

    @Test
    void indexListsTheRoutes() throws Exception {
        var index = get("/");

        assertEquals("text/plain; charset=utf-8", contentType(index));
        assertTrue(index.body().contains("/cameras/{camera}/snapshot.jpg"), index.body());
    }

    @Test
    void otherMethodsAre405AndNameTheAllowedOnes() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            var response = send(method, "/detections");

            problem(405, response);
            assertEquals("GET, HEAD", response.headers().firstValue("allow").orElseThrow());
        }
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        String answer = raw(
                "HEAD /cameras/porch/snapshot.jpg HTTP/1.1\r\nHost: localhost\r\n\r\nGET /gpio HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertTrue(answer.contains("Content-Length: 3\r\n"), answer);
        assertTrue(
                answer.contains("\r\n\r\nHTTP/1.1 200 OK"),
                "the second answer follows the first one's head: " + answer);
    }

    @Test
    void theConnectionIsClosedWhenTheClientAsksForIt() throws Exception {
        for (String path : List.of("/gpio", "/nope")) {
            URI url = server.url();
            try (var socket = new Socket(url.getHost(), url.getPort())) {
                String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(30_000);

                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

                assertTrue(answer.contains("\r\n\r\n{"), answer);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/gpio, 200 OK", "/cameras/porch/snapshot.jpg?boxes=ja, 400 Bad Request", "/nope, 404 Not Found"})
    void aConnectionEndsWithItsThousandthAnswer(String path, String status) throws Exception {
        URI url = server.url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 1; i < 1000; i++) {
                assertFalse(headers("/gpio", socket, answers).contains("Connection: close"), "answer " + i);
            }

            var last = headers(path, socket, answers);
            assertEquals("HTTP/1.1 " + status, last.getFirst());
            assertTrue(last.contains("Connection: close"), last.toString());
            assertEquals(-1, answers.read());
        }
    }

    /** Of the answer to a question that has an answer without a body. */
    private static List<String> headers(String path, Socket socket, BufferedReader answers) throws IOException {
        String request = "HEAD %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var headers = new ArrayList<String>();
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            headers.add(line);
        }
        return headers;
    }

    @Test
    void aFailingRouteAnswersAProblemThatTellsNothingOfOurInsides() throws Exception {
        sources.failure = new IllegalStateException("secret of the house");

        var response = get("/gpio");

        problem(500, response);
        assertTrue(!response.body().contains("secret"), response.body());
    }

    @Test
    void whatIsNotHttpGetsAProblemAndTheServerGoesOn() throws Exception {
        for (String request : List.of(
                "GARBAGE\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(100_000) + "\r\n\r\n")) {
            String answer = raw(request);

            assertTrue(answer.startsWith("HTTP/1.1 4"), request + " → " + answer);
            assertTrue(answer.contains("application/problem+json"), answer);
        }
        assertEquals(200, get("/detections").statusCode());
    }

    @Test
    void aPortInUseIsOneSentenceThatNamesWhoHasItAndWhatToDo() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = new HttpConfig("127.0.0.1", other.getLocalPort());

            var failure = assertThrows(HttpStartException.class, () -> ApiServer.start(taken, () -> sources));

            assertEquals(
                    "The API cannot listen on 127.0.0.1 port %d: the port is in use by process %d (java); stop that, or choose another with --port or http.port"
                            .formatted(taken.port(), ProcessHandle.current().pid()),
                    failure.getMessage());
        }
    }

    @Test
    void theUrlIsOneThatReachesTheServer() throws Exception {
        boolean hasIpv6 = NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
        for (String address : hasIpv6 ? List.of("0.0.0.0", "127.0.0.2", "::1") : List.of("0.0.0.0", "127.0.0.2")) {
            try (var other = ApiServer.start(new HttpConfig(address, 0), () -> sources)) {
                var request = HttpRequest.newBuilder(other.url()).build();

                assertEquals(
                        200,
                        client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode(),
                        address);
            }
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsOneSentence() {
        var foreign = new HttpConfig("192.0.2.1", 8080);

        var failure = assertThrows(HttpStartException.class, () -> ApiServer.start(foreign, () -> sources));

        assertTrue(failure.getMessage().contains("this machine has no such address"), failure.getMessage());
    }

    @Test
    void aNameThatDoesNotResolveIsOneSentence() {
        var nonsense = new HttpConfig("no such host", 8080);

        var failure = assertThrows(HttpStartException.class, () -> ApiServer.start(nonsense, () -> sources));

        assertTrue(
                failure.getMessage().startsWith("http.listen: \"no such host\" is no address"), failure.getMessage());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> bytes(String path) throws Exception {
        var request = HttpRequest.newBuilder(server.url().resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends bytes that no HTTP client would, and returns what comes back until the server has nothing more to say. */
    private String raw(String request) throws IOException {
        URI url = server.url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private JsonNode problem(int status, HttpResponse<String> response) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json", contentType(response));
        JsonNode problem = json.readTree(response.body());
        assertEquals(status, problem.get("status").asInt());
        assertTrue(problem.get("title").isTextual());
        return problem;
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElseThrow();
    }
}
