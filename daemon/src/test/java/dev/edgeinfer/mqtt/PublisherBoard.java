package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.config.MqttConfig.Broker;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.event.LineOverride;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A board with one camera, two rules and a line, of which only its MQTT part is there. */
final class PublisherBoard {

    static final String ROOT = "edge-infer/board-7";

    final Armed armed = new Armed(false);
    final Map<String, Boolean> lines = new ConcurrentHashMap<>(Map.of("GPIO17", false));
    final List<String> overrides = new CopyOnWriteArrayList<>();
    final Map<String, Boolean> rules = new ConcurrentHashMap<>(Map.of("door", false));

    static MqttConfig config(int port) {
        return MqttConfig.of(new Broker("localhost", port), "edge-infer-board-7");
    }

    MqttPublisher publisher(MqttConfig config, Journal journal) {
        return publisher(config, journal, new Backoff(new Random(1), Backoff.FIRST, Backoff.LONGEST));
    }

    /** One that does not wait longer and longer between its attempts to connect. */
    MqttPublisher impatient(MqttConfig config, Journal journal) {
        return publisher(config, journal, new Backoff(new Random(1), Duration.ofMillis(100), Duration.ofMillis(200)));
    }

    private MqttPublisher publisher(MqttConfig config, Journal journal, Backoff backoff) {
        return new MqttPublisher(
                config,
                new MqttPublisher.Device(
                        "board-7",
                        "0.1.0",
                        List.of(camera("porch")),
                        List.of("person"),
                        List.of("door"),
                        Set.of("GPIO17")),
                journal,
                new MqttSources(
                        armed,
                        Optional.of(new Recorder()),
                        () -> new LinkedHashMap<>(rules),
                        () -> new LinkedHashMap<>(lines),
                        Optional.of(event -> Optional.of(("JPEG of " + event.id()).getBytes()))),
                backoff);
    }

    static CameraConfig camera(String name) {
        return new CameraConfig(
                name,
                new SourceConfig.TestPattern("test://pattern", new SourceConfig.Size(64, 48), 10, 1_000_000),
                OptionalDouble.of(10));
    }

    /** The end of an event; {@code number} is its id. */
    static Fact fact(int number) {
        Instant at = Instant.ofEpochMilli(1_795_000_000_000L + number * 50L);
        Event event = new Event(
                Integer.toString(number),
                "porch",
                number,
                "person",
                0.91f,
                new Box(10, 20.5f, 100, 200),
                640,
                480,
                at,
                Optional.of(at),
                Optional.of(Event.EndReason.GONE),
                List.of("step"),
                List.of(new Event.PathPoint(at, 0.5, 0.9)),
                false,
                false);
        return new Fact.EventChange(Fact.Phase.END, at, Optional.of(event), event);
    }

    private final class Recorder implements LineOverride {

        @Override
        public void override(String line, boolean active, Optional<Duration> timeout, String by) {
            overrides.add("%s %s %s %s"
                    .formatted(line, active, timeout.map(Duration::toString).orElse("-"), by));
        }

        @Override
        public void release(String line, String by) {
            overrides.add("%s auto %s".formatted(line, by));
        }
    }
}
