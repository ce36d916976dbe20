package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.event.CameraWatch.State;
import dev.edgeinfer.event.Observation.SeenObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * The part of a rule's condition that depends on what its cameras see.
 *
 * <p><b>There.</b> It begins with the frame that, at one camera, ends an unbroken row of frames that show what is asked
 * for over at least the rule's duration, by their capture times; it ends with the first frame that does not, or when that
 * camera is lost. It holds when it holds at any of the cameras. That something crosses a line holds for that frame only.
 *
 * <p><b>Absent.</b> It begins once every camera has been watching for the rule's time and has not seen it for as long; it
 * ends with the first frame that shows it, or when a camera is lost: what is before that one nobody knows.
 */
final class SceneCondition {

    private final Sight sight;
    private final boolean crossing;
    private final long requiredNanos;
    private final boolean absent;
    private final Map<CameraWatch, Row> rows = new LinkedHashMap<>();
    private boolean hasBeenFed;
    private boolean holds;

    SceneCondition(When when, Collection<CameraWatch> cameras) {
        sight = new Sight(when);
        crossing = when.line().isPresent();
        absent = when.absentFor().isPresent();
        requiredNanos = when.absentFor().orElse(when.duration()).toNanos();
        for (CameraWatch camera : cameras) {
            rows.put(camera, new Row());
        }
    }

    boolean watches(CameraWatch camera) {
        return rows.containsKey(camera);
    }

    /** Ends what was only a moment, before the next picture of its camera. @return whether there was one */
    boolean endMoment(CameraWatch camera) {
        Row row = rows.get(camera);
        if (!crossing || absent || !row.longEnough) {
            return false;
        }
        row.end();
        return true;
    }

    /** Ends what is only a moment, because nothing can come of it any more. @return whether it is one */
    boolean endMoments() {
        if (!crossing || absent) {
            return false;
        }
        rows.values().forEach(Row::end);
        holds = false;
        return true;
    }

    void frame(CameraWatch camera, Observation frame) {
        hasBeenFed = true;
        rows.get(camera).extend(frame);
    }

    /** Forgets what lost cameras have shown. */
    void advance() {
        rows.forEach((camera, row) -> {
            if (camera.state() == State.LOST) {
                row.end();
            }
        });
    }

    boolean holds(long now) {
        holds = absent ? isAbsent(now) : isThere();
        return holds;
    }

    private boolean isThere() {
        for (Row row : rows.values()) {
            if (row.longEnough) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbsent(long now) {
        for (Row row : rows.values()) {
            if (!row.watching || row.there || now - row.absentSince < requiredNanos) {
                return false;
            }
        }
        return true;
    }

    /** When it may begin without a frame, as of the last {@link #holds}. */
    OptionalLong deadline() {
        if (!absent || holds) {
            return OptionalLong.empty();
        }
        OptionalLong last = OptionalLong.empty();
        for (Row row : rows.values()) {
            if (!row.watching || row.there) {
                return OptionalLong.empty();
            }
            long due = row.absentSince + requiredNanos;
            if (last.isEmpty() || due - last.getAsLong() > 0) {
                last = OptionalLong.of(due);
            }
        }
        return last;
    }

    /** Hands out each object that makes it hold, with the name of its camera. */
    void objects(BiConsumer<String, SeenObject> taker) {
        rows.forEach((camera, row) -> {
            if (row.longEnough) {
                sight.objectsIn(row.frame).forEach(object -> taker.accept(camera.name(), object));
            }
        });
    }

    /** A camera at which it holds. */
    Optional<String> camera() {
        return rows.entrySet().stream()
                .filter(entry -> entry.getValue().longEnough)
                .map(entry -> entry.getKey().name())
                .findFirst();
    }

    /** Whether healthy cameras give frames: one is enough to see something, but all must that nothing is there. */
    boolean isFed() {
        return absent
                ? rows.keySet().stream().allMatch(camera -> camera.state() == State.FEEDING)
                : rows.keySet().stream().anyMatch(camera -> camera.state() == State.FEEDING);
    }

    /** Whether cameras that it needs may still give their first frames. */
    boolean isHoping() {
        boolean waiting = rows.keySet().stream().anyMatch(camera -> camera.state() == State.WAITING);
        return absent
                ? waiting && rows.keySet().stream().noneMatch(camera -> camera.state() == State.LOST)
                : waiting && !hasBeenFed;
    }

    /** What one camera has shown. */
    private final class Row {

        private boolean begun;
        private long since;
        private boolean longEnough;
        private Observation frame;

        private boolean watching;
        private boolean there;
        private long absentSince;

        void extend(Observation next) {
            frame = next;
            boolean is = sight.isIn(next);
            if (absent) {
                watch(is);
            } else if (!is) {
                end();
            } else {
                if (!begun) {
                    begun = true;
                    since = next.capturedNanos();
                }
                longEnough = next.capturedNanos() - since >= requiredNanos;
            }
        }

        private void watch(boolean is) {
            // Hidden objects count as there, but when they turn out to have left, their absence began before.
            if (!watching || is && sight.isSeenIn(frame)) {
                absentSince = frame.capturedNanos();
            }
            watching = true;
            there = is && !crossing;
        }

        void end() {
            begun = false;
            longEnough = false;
            watching = false;
            there = false;
        }
    }
}
