package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.DeviceConfig.Location;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A rule engine in simulated time, driven as its thread drives it: at every deadline and at every input. Two cameras,
 * {@code porch} and {@code yard}, at 10 fps. Times are milliseconds.
 */
final class Scene {

    /** Not 0, and so that the clock overflows on the way, as {@link System#nanoTime} may. */
    static final long START = Long.MAX_VALUE - 1_500_000_000L;

    static final List<CameraConfig> CAMERAS = List.of(camera("porch"), camera("yard"));

    final List<String> log = new ArrayList<>();
    final Map<String, LineDemand> lines = new LinkedHashMap<>();
    final List<Fact> facts = new ArrayList<>();
    final Armed armed = new Armed(true);
    final InputStates inputs = new InputStates();
    final RuleEngine engine;
    private final Instant wallStart;
    private long now = START;
    private long wallJump;

    Scene(RuleConfig... rules) {
        this(CAMERAS, "2026-11-24T07:00:00Z", rules);
    }

    /** @param wallClock when it begins by the wall clock, whose time zone is Vienna's, as is the place */
    Scene(List<CameraConfig> cameras, String wallClock, RuleConfig... rules) {
        wallStart = Instant.parse(wallClock);
        var surroundings = new RuleSurroundings(
                ZoneId.of("Europe/Vienna"),
                Optional.of(new Location(48.2, 16.4)),
                armed,
                inputs,
                (camera, track) -> track < 0 ? Optional.empty() : Optional.of(camera + "-" + track),
                facts::add,
                this::wallClock);
        engine = new RuleEngine(
                List.of(rules),
                cameras,
                surroundings,
                (line, demand) -> {
                    lines.put(line, demand);
                    log.add("%d %s %s".formatted(millis(), line, demand));
                },
                () -> now);
        armed.onChange((is, by) -> engine.armed(is));
        inputs.onChange((line, active) -> engine.input(line, inputs.active(line)));
    }

    /** Where nothing is known but the time. */
    static RuleSurroundings surroundings(Consumer<Fact> facts) {
        return new RuleSurroundings(
                ZoneId.of("UTC"),
                Optional.empty(),
                new Armed(true),
                new InputStates(),
                EventIds.NONE,
                facts,
                InstantSource.system());
    }

    Instant wallClock() {
        return wallStart.plusNanos(now - START + wallJump);
    }

    /** Sets the wall clock by so much, which the monotonic clock does not feel. */
    Scene setClock(Duration forward) {
        wallJump += forward.toNanos();
        return this;
    }

    static CameraConfig camera(String name) {
        return new CameraConfig(
                name,
                new SourceConfig.VideoFile("file:///clip.mp4", Path.of("/clip.mp4"), true, SourceConfig.Pace.REALTIME),
                OptionalDouble.of(10));
    }

    static RuleConfig rule(String name, String line, RuleConfig.Mode mode, long forMillis, String... cameras) {
        return new RuleConfig(
                name,
                new RuleConfig.When("person", 0.5, Duration.ofMillis(forMillis), List.of(cameras)),
                List.of(new RuleConfig.GpioOutput(line, mode, Duration.ofMillis(500), Duration.ofMillis(2_000))),
                List.of());
    }

    static Detection detection(String label, double score) {
        return new Detection(label, 0, (float) score, new Box(0, 0, 1, 1));
    }

    long millis() {
        return (now - START) / 1_000_000;
    }

    long nanos() {
        return now;
    }

    /** Lets time pass up to the moment, stopping at every deadline on the way. */
    Scene at(long millis) {
        return atNanos(START + millis * 1_000_000);
    }

    Scene atNanos(long moment) {
        while (engine.nextDeadline().isPresent() && engine.nextDeadline().getAsLong() - moment <= 0) {
            long deadline = engine.nextDeadline().getAsLong();
            now = deadline - now > 0 ? deadline : now;
            engine.tick();
        }
        now = moment;
        return this;
    }

    Scene person(String camera) {
        return frame(camera, detection("cat", 0.9), detection("person", 0.8));
    }

    Scene nobody(String camera) {
        return frame(camera);
    }

    Scene frame(String camera, Detection... detections) {
        return observe(Observation.of(camera, now, List.of(detections)));
    }

    Scene observe(Observation frame) {
        engine.accept(frame);
        return this;
    }

    Scene still(String camera) {
        engine.cameraStill(camera);
        return this;
    }

    Scene lost(String camera) {
        engine.cameraLost(camera);
        return this;
    }

    /** Moments at which a rule began and ended, but for tests. */
    String changes(String rule) {
        StringBuilder changes = new StringBuilder();
        for (Fact fact : facts) {
            if (fact instanceof Fact.RuleChange change && change.rule().equals(rule) && !change.test()) {
                long millis = Duration.between(wallStart, change.at())
                        .minusNanos(wallJump)
                        .toMillis();
                changes.append(millis).append(change.active() ? "+ " : "- ");
            }
        }
        return changes.toString().strip();
    }

    /** Moments at which a line goes on and off, without what is asked of it before it was on. */
    String switches(String line) {
        StringBuilder switches = new StringBuilder();
        for (String entry : log) {
            String[] words = entry.split(" ");
            boolean active = words[2].equals("ACTIVE");
            if (words[1].equals(line) && (active || !switches.isEmpty())) {
                switches.append(words[0]).append(active ? "+ " : "- ");
            }
        }
        return switches.toString().strip();
    }
}
