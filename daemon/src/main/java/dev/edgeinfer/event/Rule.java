package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.detect.Detection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The condition of one rule, and the lines that it switches.
 *
 * <p>The condition begins with the frame that, at one camera, ends an unbroken row of frames with the label over at least
 * the rule's duration, by their capture times; it ends with the first frame without the label, or when that camera is
 * lost. It holds when it holds at any of the rule's cameras.
 */
final class Rule {

    private final RuleConfig config;
    private final Map<CameraWatch, Row> rows = new LinkedHashMap<>();
    private final List<LineSwitch> switches;
    private final long requiredNanos;
    private boolean hasBeenFed;
    private boolean condition;

    Rule(RuleConfig config, List<CameraWatch> cameras) {
        this.config = config;
        this.switches = config.gpio().stream().map(LineSwitch::new).toList();
        this.requiredNanos = config.when().duration().toNanos();
        for (CameraWatch camera : cameras) {
            rows.put(camera, new Row());
        }
    }

    List<LineSwitch> switches() {
        return switches;
    }

    RuleStatus status() {
        return new RuleStatus(
                config.name(), switches.stream().map(LineSwitch::line).toList(), condition, isFed());
    }

    /** Takes a frame of any camera; those of cameras that do not count for this rule change nothing. */
    void frame(CameraWatch camera, long capturedNanos, List<Detection> detections, long now) {
        Row row = rows.get(camera);
        if (row != null) {
            hasBeenFed = true;
            row.extend(capturedNanos, isSeen(detections), requiredNanos);
            update(now);
        }
    }

    /** Ends what has run out by {@code now}, and what lost cameras contributed. */
    void advance(long now) {
        switches.forEach(line -> line.advance(now));
        rows.forEach((camera, row) -> {
            if (camera.state() == CameraWatch.State.LOST) {
                row.end();
            }
        });
        update(now);
        if (!isFed()) {
            switches.forEach(LineSwitch::cut);
        }
    }

    /** When a line has to be switched at the latest, if no frame comes before; by the order of the clock. */
    OptionalLong deadline() {
        return switches.stream()
                .map(LineSwitch::deadline)
                .flatMapToLong(OptionalLong::stream)
                .reduce((one, other) -> one - other < 0 ? one : other);
    }

    LineSwitch.Standing standing() {
        if (isFed()) {
            return LineSwitch.Standing.FED;
        }
        boolean hoping = rows.keySet().stream().anyMatch(camera -> camera.state() == CameraWatch.State.WAITING);
        return hoping && !hasBeenFed ? LineSwitch.Standing.UNDECIDED : LineSwitch.Standing.BLIND;
    }

    private void update(long now) {
        condition = rows.values().stream().anyMatch(row -> row.longEnough);
        switches.forEach(line -> line.condition(condition, now));
    }

    private boolean isSeen(List<Detection> detections) {
        for (Detection detection : detections) {
            if (detection.score() >= (float) config.when().minScore()
                    && detection.label().equals(config.when().label())) {
                return true;
            }
        }
        return false;
    }

    private boolean isFed() {
        return rows.keySet().stream().anyMatch(camera -> camera.state() == CameraWatch.State.FEEDING);
    }

    /** An unbroken row of frames with the label at one camera. */
    private static final class Row {

        private boolean begun;
        private long since;
        private boolean longEnough;

        void extend(long capturedNanos, boolean seen, long requiredNanos) {
            if (!seen) {
                end();
                return;
            }
            if (!begun) {
                begun = true;
                since = capturedNanos;
            }
            longEnough = capturedNanos - since >= requiredNanos;
        }

        void end() {
            begun = false;
            longEnough = false;
        }
    }
}
