package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.event.CameraWatch.State;
import dev.edgeinfer.event.Observation.SeenObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
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
    private final Map<CameraWatch, Row> rowOf = new HashMap<>();

    /** In the order of the cameras; an array, because it is gone through several times with every frame. */
    private final Row[] rows;

    private boolean hasBeenFed;
    private boolean holds;

    SceneCondition(When when, Collection<CameraWatch> cameras) {
        sight = new Sight(when);
        crossing = when.line().isPresent();
        absent = when.absentFor().isPresent();
        requiredNanos = when.absentFor().orElse(when.duration()).toNanos();
        rows = cameras.stream().map(Row::new).toArray(Row[]::new);
        for (Row row : rows) {
            rowOf.put(row.camera, row);
        }
    }

    boolean watches(CameraWatch camera) {
        return rowOf.containsKey(camera);
    }

    /** Ends what was only a moment, before the next picture of its camera. @return whether there was one */
    boolean endMoment(CameraWatch camera) {
        Row row = rowOf.get(camera);
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
        for (Row row : rows) {
            row.end();
        }
        holds = false;
        return true;
    }

    void frame(CameraWatch camera, Observation frame) {
        hasBeenFed = true;
        rowOf.get(camera).extend(frame);
    }

    /** Forgets what lost cameras have shown. */
    void advance() {
        for (Row row : rows) {
            if (row.camera.state() == State.LOST) {
                row.end();
            }
        }
    }

    boolean holds(long now) {
        holds = absent ? isAbsent(now) : isThere();
        return holds;
    }

    private boolean isThere() {
        for (Row row : rows) {
            if (row.longEnough) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbsent(long now) {
        for (Row row : rows) {
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
        for (Row row : rows) {
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
        for (Row row : rows) {
            if (row.longEnough) {
                sight.objectsIn(row.frame).forEach(object -> taker.accept(row.camera.name(), object));
            }
        }
    }

    /** A camera at which it holds. */
    Optional<String> camera() {
        return Arrays.stream(rows)
                .filter(row -> row.longEnough)
                .map(row -> row.camera.name())
                .findFirst();
    }

    /** Whether healthy cameras give frames: one is enough to see something, but all must that nothing is there. */
    boolean isFed() {
        return absent ? !isAny(State.WAITING) && !isAny(State.LOST) : isAny(State.FEEDING);
    }

    /** Whether cameras that it needs may still give their first frames. */
    boolean isHoping() {
        return isAny(State.WAITING) && (absent ? !isAny(State.LOST) : !hasBeenFed);
    }

    private boolean isAny(State state) {
        for (Row row : rows) {
            if (row.camera.state() == state) {
                return true;
            }
        }
        return false;
    }

    /** What one camera has shown. */
    private final class Row {

        private final CameraWatch camera;

        private boolean begun;
        private long since;
        private boolean longEnough;
        private Observation frame;

        private boolean watching;
        private boolean there;
        private long absentSince;

        private Row(CameraWatch camera) {
            this.camera = camera;
        }

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
