package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Event.PathPoint;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.store.Store;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of a real store, asked for over HTTP. */
class EventRoutesIT {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00.125Z");
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, 1, 2, 3, (byte) 0xff, (byte) 0xd9};

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = new ContractClient();
    private final CannedSources sources = new CannedSources();
    private ApiServer server;
    private int appended;

    @BeforeEach
    void start() {
        sources.store = Store.open(Optional.of(directory), StoreConfig.DEFAULT);
        server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        sources.store.close();
    }

    private static String id(int number) {
        return "019acf00-0000-7000-8000-%012d".formatted(number);
    }

    private static Event event(int number, String camera, String label, String... zones) {
        return new Event(
                id(number),
                camera,
                number,
                label,
                0.87654f,
                new Box(1, 2, 3, 4),
                640,
                480,
                START.plusSeconds(number),
                Optional.empty(),
                Optional.empty(),
                List.of(zones),
                List.of(new PathPoint(START.plusSeconds(number), 0.25, 0.75)),
                false,
                true);
    }

    private void keep(Event... events) throws InterruptedException {
        for (Event event : events) {
            Phase phase = event.endedAt().isPresent() ? Phase.END : Phase.NEW;
            sources.store.journal().append(new EventChange(phase, event.startedAt(), Optional.empty(), event));
        }
        appended += events.length;
        assertTrue(sources.store.journal().await(appended - 1, Duration.ofSeconds(20)));
    }

    private HttpResponse<byte[]> send(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.url().resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private JsonNode get(String path) throws Exception {
        var response = send(path);
        assertEquals(200, response.statusCode(), () -> new String(response.body()));
        return json.readTree(response.body());
    }

    private JsonNode problem(int status, String path) throws Exception {
        var response = send(path);
        assertEquals(status, response.statusCode(), () -> new String(response.body()));
        return json.readTree(response.body());
    }

    private List<Integer> numbers(JsonNode page) {
        var numbers = new ArrayList<Integer>();
        page.get("events").forEach(event -> numbers.add(event.get("track").asInt()));
        return numbers;
    }

    @Test
    void anEventHasItsShapeInTheListAndItsPathByItself() throws Exception {
        keep(event(1, "porch", "person", "step", "door").ended(START.plusSeconds(5), EndReason.CAMERA_LOST));

        String shape = """
                "id": "019acf00-0000-7000-8000-000000000001", "camera": "porch", "track": 1, "label": "person",
                "topScore": 0.8765, "box": {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0},
                "frame": {"width": 640, "height": 480}, "startedAt": "2026-11-29T12:00:01.125Z",
                "endedAt": "2026-11-29T12:00:05.125Z", "endReason": "cameraLost", "zones": ["step", "door"],
                "stationary": false, "hasSnapshot": true""";
        assertEquals(json.readTree("{\"events\": [{" + shape + "}], \"next\": null}"), get("/events"));
        assertEquals(
                json.readTree("{" + shape
                        + ", \"path\": [{\"at\": \"2026-11-29T12:00:01.125Z\", \"x\": 0.25, \"y\": 0.75}]}"),
                get("/events/" + id(1)));
    }

    @Test
    void anEventThatGoesOnHasNoEnd() throws Exception {
        keep(event(1, "porch", "person"));
        JsonNode event = get("/events/" + id(1));
        assertTrue(event.get("endedAt").isNull());
        assertTrue(event.get("endReason").isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 4 3 2 1",
        "camera=porch, 3 1",
        "label=dog, 4 3",
        "zone=step, 3 2",
        "camera=porch&zone=step, 3",
        "camera=attic, ''",
        "zone=ste_, ''",
        "after=2026-11-29T12:00:03.125Z, 4 3",
        "before=2026-11-29T12:00:03.125Z, 2 1",
        "before=2026-11-29T13:00:03.125%2B01:00, 2 1",
        "after=2026-11-29T12:00:02Z&before=2026-11-29T12:00:04Z, 3 2",
        "after=1900-01-01T00:00:00Z, 4 3 2 1",
        "before=0000-01-01T00:00:00%2B01:00, ''",
        "limit=500, 4 3 2 1",
        "limit=1, 4"
    })
    void whatIsAskedForComesNewestFirst(String query, String expected) throws Exception {
        keep(
                event(1, "porch", "person"),
                event(2, "yard", "person", "step"),
                event(3, "porch", "dog", "step", "door"),
                event(4, "yard", "dog", "door"));
        String found = String.join(
                " ",
                numbers(get("/events?" + query)).stream().map(String::valueOf).toList());
        assertEquals(expected, found);
    }

    @Test
    void pagesStayWhatTheyAreWhileEventsBeginAndGo() throws Exception {
        keep(event(1, "porch", "person"), event(2, "porch", "person"), event(3, "porch", "person"));
        keep(event(4, "porch", "person"), event(5, "porch", "person"));

        JsonNode first = get("/events?limit=2");
        assertEquals(List.of(5, 4), numbers(first));
        keep(event(6, "porch", "person"), event(7, "porch", "person"));
        keep(event(4, "porch", "cat").ended(START.plusSeconds(9), EndReason.GONE));

        JsonNode second = get("/events?limit=2&cursor=" + first.get("next").asText());
        assertEquals(List.of(3, 2), numbers(second));
        JsonNode third = get("/events?limit=2&cursor=" + second.get("next").asText());
        assertEquals(List.of(1), numbers(third));
        assertTrue(third.get("next").isNull());
    }

    @Test
    void eventsOfTheSameMomentArePagedThroughOneByOne() throws Exception {
        Event first = event(1, "porch", "person");
        var all = new ArrayList<Event>();
        for (int i = 1; i <= 5; i++) {
            all.add(new Event(
                    id(i),
                    "porch",
                    i,
                    "person",
                    0.5f,
                    first.box(),
                    640,
                    480,
                    START,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    false,
                    false));
        }
        keep(all.toArray(Event[]::new));
        var seen = new ArrayList<Integer>();
        String path = "/events?limit=1";
        for (JsonNode page = get(path);
                ;
                page = get(path + "&cursor=" + page.get("next").asText())) {
            seen.addAll(numbers(page));
            if (page.get("next").isNull()) {
                break;
            }
        }
        assertEquals(List.of(5, 4, 3, 2, 1), seen);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=501, limit",
        "limit=many, limit",
        "limit=-1, limit",
        "limit=99999999999, limit",
        "limit=, limit",
        "after=yesterday, after",
        "after=2026-11-29, after",
        "after=2026-11-29T12:00:00, after",
        "before=%2B999999999-01-01T00:00:00Z, before",
        "after=-0001-01-01T00:00:00Z, after",
        "cursor=abc, cursor",
        "cursor=1-019acf00, cursor",
        "camera=, camera",
        "zone=%20, zone",
        "camra=porch, camra",
        "label=a&label=b, label"
    })
    void aWrongParameterIsNamed(String query, String name) throws Exception {
        JsonNode problem = problem(400, "/events?" + query);
        assertEquals("urn:edge-infer:problem:bad-parameter", problem.get("type").asText());
        assertEquals(name, problem.get("parameter").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"019acf00-0000-7000-8000-000000000009", "nonsense", "%2e%2e%5cetc", "1-1-1-1-1", "'"})
    void anUnknownEventIsAProblem(String id) throws Exception {
        assertEquals(
                "urn:edge-infer:problem:unknown-event",
                problem(404, "/events/" + id).get("type").asText());
        assertEquals(
                "urn:edge-infer:problem:unknown-event",
                problem(404, "/events/" + id + "/snapshot.jpg").get("type").asText());
    }

    @Test
    void theSnapshotIsThereAtOnceAndFromItsFileLater() throws Exception {
        keep(event(1, "porch", "person"));
        assertEquals(
                "urn:edge-infer:problem:no-snapshot",
                problem(404, "/events/" + id(1) + "/snapshot.jpg").get("type").asText());

        sources.store.putSnapshot(id(1), JPEG);
        assertArrayEquals(JPEG, send("/events/" + id(1) + "/snapshot.jpg").body());
        keep(event(2, "porch", "person"));
        var response = send("/events/" + id(1) + "/snapshot.jpg");
        assertEquals("image/jpeg", response.headers().firstValue("content-type").orElseThrow());
        assertArrayEquals(JPEG, response.body());
    }

    @Test
    void halfASnapshotIsNone() throws Exception {
        keep(event(1, "porch", "person"));
        sources.store.putSnapshot(id(1), JPEG);
        keep(event(2, "porch", "person"));
        Path file;
        try (var files = Files.walk(directory.resolve("snapshots"))) {
            file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Files.write(file, Arrays.copyOf(JPEG, 5));
        problem(404, "/events/" + id(1) + "/snapshot.jpg");
        Files.write(file, new byte[0]);
        problem(404, "/events/" + id(1) + "/snapshot.jpg");
    }
}
