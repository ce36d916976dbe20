package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.config.MqttConfig.Credentials;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.Observation.SeenObject;
import dev.edgeinfer.mqtt.MqttStatus.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real broker and another client see of the board, and what they can make it do. */
class MqttPublisherIT {

    private static final String ROOT = PublisherBoard.ROOT;

    @TempDir
    Path folder;

    private final MemoryJournal journal = new MemoryJournal();
    private final PublisherBoard board = new PublisherBoard();
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new Mosquitto(folder);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void stateIsRetainedAndFollowsTheBoard() throws Exception {
        broker.start();
        try (var publisher = started(PublisherBoard.config(broker.port()));
                var others = new Subscriber(broker, "-t", ROOT + "/#")) {
            awaitLast(others, ROOT + "/availability", "online");
            awaitLast(others, ROOT + "/porch/availability", "offline");
            awaitLast(others, ROOT + "/armed", "OFF");
            awaitLast(others, ROOT + "/rules/door", "OFF");
            awaitLast(others, ROOT + "/gpio/GPIO17", "OFF");
            awaitLast(others, ROOT + "/porch/person", "0");

            publisher.camera("porch", true);
            publisher.observed(observation("person", "person", "traffic light"));
            board.armed.set(true, "test");
            board.lines.put("GPIO17", true);
            board.rules.put("door", true);
            awaitLast(others, ROOT + "/porch/availability", "online");
            awaitLast(others, ROOT + "/porch/person", "2");
            awaitLast(others, ROOT + "/porch/traffic_light", "1");
            awaitLast(others, ROOT + "/armed", "ON");
            awaitLast(others, ROOT + "/gpio/GPIO17", "ON");
            awaitLast(others, ROOT + "/rules/door", "ON");

            publisher.observed(observation());
            awaitLast(others, ROOT + "/porch/person", "0");
            awaitLast(others, ROOT + "/porch/traffic_light", "0");
            try (var late = new Subscriber(broker, "-t", ROOT + "/+/person")) {
                awaitLast(late, ROOT + "/porch/person", "0");
                assertTrue(late.received().getFirst().retained());
            }
        }
    }

    @Test
    void itSaysGoodbyeAndTheBrokerTellsOfItsDeath() throws Exception {
        broker.start();
        try (var others = new Subscriber(broker, "-t", ROOT + "/availability")) {
            try (var publisher = started(PublisherBoard.config(broker.port()))) {
                awaitLast(others, ROOT + "/availability", "online");
                // Another client with its id: the broker throws it out, as a network that breaks would.
                Subscriber.publish(broker.port(), "-i", "edge-infer-board-7", "-t", "x", "-m", "y");
                await().until(() -> others.on(ROOT + "/availability")
                        .anyMatch(message -> message.payload().equals("offline")));
                awaitLast(others, ROOT + "/availability", "offline");
                awaitLast(others, ROOT + "/availability", "online");
            }
            awaitLast(others, ROOT + "/availability", "offline");
        }
    }

    @Test
    void factsAreTold() throws Exception {
        broker.start();
        try (var publisher = started(PublisherBoard.config(broker.port()));
                var others = new Subscriber(broker, "-q", "1", "-t", ROOT + "/#")) {
            Instant at = Instant.parse("2026-11-29T18:00:00.123456Z");
            journal.append(PublisherBoard.fact(1));
            journal.append(
                    new Fact.RuleChange(at, "door", true, Optional.of("porch"), List.of("1"), List.of("person")));
            journal.append(new Fact.ArmedChange(at, true, "http"));
            awaitLast(
                    others,
                    ROOT + "/armed/changes",
                    "{\"type\":\"armed\",\"sequence\":3,\"device\":\"board-7\",\"at\":\"2026-11-29T18:00:00.123Z\",\"armed\":true,\"by\":\"http\"}");
            assertEquals(
                    Optional.of(
                            "{\"type\":\"rule\",\"sequence\":2,\"device\":\"board-7\",\"at\":\"2026-11-29T18:00:00.123Z\",\"rule\":\"door\",\"active\":true,\"camera\":\"porch\",\"events\":[\"1\"],\"labels\":[\"person\"],\"test\":false,\"by\":null}"),
                    others.last(ROOT + "/rules"));
            String body =
                    "{\"id\":\"1\",\"camera\":\"porch\",\"track\":1,\"label\":\"person\",\"topScore\":0.91,\"box\":{\"x\":10.0,\"y\":20.5,\"width\":100.0,\"height\":200.0},\"frame\":{\"width\":640,\"height\":480},\"startedAt\":\"2026-11-18T11:06:40.050Z\",\"endedAt\":\"2026-11-18T11:06:40.050Z\",\"endReason\":\"gone\",\"zones\":[\"step\"],\"stationary\":false,\"hasSnapshot\":false}";
            assertEquals(
                    Optional.of(
                            "{\"type\":\"end\",\"id\":\"1\",\"sequence\":1,\"device\":\"board-7\",\"at\":\"2026-11-18T11:06:40.050Z\",\"before\":%s,\"after\":%s}"
                                    .formatted(body, body)),
                    others.last(ROOT + "/events"));
        }
    }

    @Test
    void detectionsAreTheNewestAndNotTooMany() throws Exception {
        broker.start();
        try (var publisher = started(PublisherBoard.config(broker.port()));
                var others = new Subscriber(broker, "-t", ROOT + "/porch/detections")) {
            publisher.detected("porch", () -> Map.of("sequence", 0));
            awaitLast(others, ROOT + "/porch/detections", "{\"sequence\":0}");
            for (int i = 1; i <= 1000; i++) {
                int number = i;
                publisher.detected("porch", () -> Map.of("sequence", number));
            }
            awaitLast(others, ROOT + "/porch/detections", "{\"sequence\":1000}");
            assertEquals(2, others.count());
        }
    }

    @Test
    void commandsAreObeyedOrCounted() throws Exception {
        broker.start();
        try (var publisher = started(PublisherBoard.config(broker.port()))) {
            await().until(() -> publisher.status().connectedSince().isPresent());
            command("armed/set", "-m", "ON");
            await().until(board.armed::isArmed);
            command("armed/set", "-m", "{\"armed\": false}");
            await().until(() -> !board.armed.isArmed());
            command("gpio/GPIO17/set", "-m", "{\"state\": \"ON\", \"timeoutMs\": 5000}");
            command("gpio/GPIO17/set", "-m", "OFF");
            command("gpio/GPIO17/set", "-m", "AUTO");
            await().until(() -> board.overrides.size() == 3);
            assertEquals(List.of("GPIO17 true PT5S mqtt", "GPIO17 false - mqtt", "GPIO17 auto mqtt"), board.overrides);

            command("armed/set", "-m", "on fire");
            command("armed/set", "-n");
            command("gpio/GPIO99/set", "-m", "ON");
            Path large = Files.writeString(folder.resolve("large"), "ON" + " ".repeat(2000));
            command("gpio/GPIO17/set", "-f", large.toString());
            command("armed/set", "-r", "-m", "ON");
            await().until(() -> publisher.status().rejected().values().stream()
                            .mapToLong(n -> n)
                            .sum()
                    == 5);
            assertEquals(
                    Map.of(
                            Rejection.MALFORMED,
                            2L,
                            Rejection.UNKNOWN,
                            1L,
                            Rejection.OVERSIZED,
                            1L,
                            Rejection.RETAINED,
                            1L),
                    publisher.status().rejected());
            assertEquals(3, board.overrides.size());
            assertTrue(!board.armed.isArmed(), "what is retained is not obeyed");
        }
    }

    @Test
    void aCommandThatWasRetainedIsNotObeyedByWhoConnectsLater() throws Exception {
        broker.start();
        command("armed/set", "-r", "-m", "ON");
        try (var publisher = started(PublisherBoard.config(broker.port()))) {
            await().until(() -> publisher.status().rejected().equals(Map.of(Rejection.RETAINED, 1L)));
            assertTrue(!board.armed.isArmed());
        }
    }

    @Test
    void aBrokerThatRefusesTheUserIsNamedAndTriedAgain() throws Exception {
        Path passwords = folder.resolve("passwords");
        assertEquals(
                0,
                new ProcessBuilder("mosquitto_passwd", "-b", "-c", passwords.toString(), "board-7", "secret")
                        .start()
                        .waitFor());
        broker.close();
        broker = new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords).start();
        try (var publisher =
                started(PublisherBoard.config(broker.port()).with(new Credentials("board-7", Optional.of("wrong"))))) {
            await().until(() -> publisher.status().error().isPresent());
            assertEquals(
                    Optional.of(
                            "broker localhost:%d: it does not allow this; check mqtt.user, mqtt.password and the broker's access rules"
                                    .formatted(broker.port())),
                    publisher.status().error());
        }
        try (var publisher =
                started(PublisherBoard.config(broker.port()).with(new Credentials("board-7", Optional.of("secret"))))) {
            await().until(() -> publisher.status().connectedSince().isPresent());
        }
    }

    @Test
    void factsThatTheBrokerRefusesStayInTheJournal() throws Exception {
        Path rules =
                Files.writeString(folder.resolve("acl"), "topic readwrite " + ROOT + "/availability\ntopic read #\n");
        broker.close();
        broker = new Mosquitto(folder, "allow_anonymous true", "acl_file " + rules).start();
        try (var publisher = started(PublisherBoard.config(broker.port()))) {
            journal.append(PublisherBoard.fact(1));
            await().until(() ->
                    publisher.status().error().orElse("").contains("it refuses what is published on " + ROOT));
            assertEquals(1, publisher.status().backlog());
            assertEquals(0, publisher.status().delivered());
        }
    }

    private MqttPublisher started(MqttConfig config) {
        MqttPublisher publisher = board.publisher(config, journal);
        publisher.start();
        return publisher;
    }

    private void command(String topic, String... options) throws Exception {
        var all = new java.util.ArrayList<>(List.of("-t", ROOT + "/" + topic));
        all.addAll(List.of(options));
        Subscriber.publish(broker.port(), all.toArray(String[]::new));
    }

    private static void awaitLast(Subscriber others, String topic, String payload) {
        await().untilAsserted(() -> assertEquals(Optional.of(payload), others.last(topic)));
    }

    private static Observation observation(String... labels) {
        return new Observation(
                "porch",
                0,
                java.util.Arrays.stream(labels)
                        .map(label -> new SeenObject(label, 0.9f, OptionalLong.empty(), List.of(), true))
                        .toList(),
                List.of());
    }
}
