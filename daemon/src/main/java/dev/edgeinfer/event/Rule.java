package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.detect.Detection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The timing of one rule.
 *
 * <p>The condition begins with the frame that, at one camera, ends an unbroken row of frames with the label over at least
 * the rule's duration, by their capture times; it ends with the first frame without the label, or when that camera is
 * lost. It holds when it holds at any of the rule's cameras.
 *
 * <p>Pulse and hold are lengths of a physical signal and run by the clock from the moment the line is switched. A
 * condition that begins again during a pulse restarts the pulse: the line stays active until the pulse length after the
 * last beginning. When the last camera of the rule is lost, a running pulse or hold is cut and does not come back.
 */
final class Rule {

    private final RuleConfig config;
    private final Map<CameraWatch, Row> rows = new LinkedHashMap<>();
    private final long requiredNanos;
    private boolean hasBeenFed;
    private boolean condition;
    private boolean windowOpen;
    private long windowEnd;

    Rule(RuleConfig config, List<CameraWatch> cameras) {
        this.config = config;
        this.requiredNanos = config.when().duration().toNanos();
        for (CameraWatch camera : cameras) {
            rows.put(camera, new Row());
        }
    }

    String line() {
        return config.gpio().line();
    }

    RuleStatus status() {
        return new RuleStatus(config.name(), line(), condition, isFed());
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
        if (windowOpen && now - windowEnd >= 0) {
            windowOpen = false;
        }
        rows.forEach((camera, row) -> {
            if (camera.state() == CameraWatch.State.LOST) {
                row.end();
            }
        });
        update(now);
        if (!isFed()) {
            windowOpen = false;
        }
    }

    /** When a pulse or a hold runs out. */
    OptionalLong deadline() {
        return windowOpen ? OptionalLong.of(windowEnd) : OptionalLong.empty();
    }

    /** What this rule asks of its line; empty at first, until a camera has given a frame or none can be hoped for. */
    Optional<LineDemand> demand() {
        if (isFed()) {
            boolean active =
                    switch (config.gpio().mode()) {
                        case FOLLOW -> condition;
                        case PULSE -> windowOpen;
                        case HOLD -> condition || windowOpen;
                    };
            return Optional.of(active ? LineDemand.ACTIVE : LineDemand.INACTIVE);
        }
        boolean hoping = rows.keySet().stream().anyMatch(camera -> camera.state() == CameraWatch.State.WAITING);
        return hoping && !hasBeenFed ? Optional.empty() : Optional.of(LineDemand.SHUTDOWN);
    }

    private void update(long now) {
        boolean before = condition;
        condition = rows.values().stream().anyMatch(row -> row.longEnough);
        if (condition != before) {
            switch (config.gpio().mode()) {
                case FOLLOW -> {}
                case PULSE -> {
                    if (condition) {
                        openWindow(now, config.gpio().pulse().toNanos());
                    }
                }
                case HOLD -> {
                    windowOpen = false;
                    if (!condition) {
                        openWindow(now, config.gpio().hold().toNanos());
                    }
                }
            }
        }
    }

    private void openWindow(long now, long length) {
        windowOpen = length > 0;
        windowEnd = now + length;
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
