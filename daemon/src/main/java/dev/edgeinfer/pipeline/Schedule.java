package dev.edgeinfer.pipeline;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Chooses which camera the inference loop serves next. Pure logic on times that are handed in; not thread-safe.
 *
 * <p>While the model keeps up, the camera that is due longest is first. When it does not, every camera gets the same
 * share of what it asks for, times its priority: start-time fair queueing (Goyal, Vin, Cheng, 1996), in which an
 * inference of a camera costs it one of its periods of virtual time divided by its priority, and the camera that has used
 * least is first. What a camera leaves of its share, because its target rate or its source is lower, the others get. A camera that had nothing
 * to ask for saves up nothing. {@link InferenceRequests} stand in the line as one more camera.
 */
final class Schedule {

    private final List<Pacer> pacers;

    /** Virtual time at which the last inference of a camera ends. */
    private final long[] finish;

    /** Virtual time at which the inference that was started last began. */
    private long virtualTime;

    /** @param pacers one for each camera */
    Schedule(List<Pacer> pacers) {
        this.pacers = List.copyOf(pacers);
        finish = new long[pacers.size()];
    }

    /**
     * The camera to serve now, among those that are due and have a fresh frame; empty when there is none.
     *
     * @param hasFrame whether the camera of an index has a frame that was not seen yet
     */
    OptionalInt next(long now, IntPredicate hasFrame) {
        int best = -1;
        for (int i = 0; i < pacers.size(); i++) {
            if (pacers.get(i).isDue(now) && hasFrame.test(i) && (best < 0 || isBefore(i, best, now))) {
                best = i;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** An inference of a camera starts now. */
    void started(int camera, long now) {
        virtualTime = virtualStart(camera);
        finish[camera] = virtualTime + pacers.get(camera).costNanos();
        pacers.get(camera).started(now);
    }

    /** When a camera that has a fresh frame becomes due; empty when only a new frame can change anything. */
    OptionalLong wakeAt(long now, IntPredicate hasFrame) {
        long soonest = Long.MAX_VALUE;
        for (int i = 0; i < pacers.size(); i++) {
            if (hasFrame.test(i)) {
                soonest = Math.min(soonest, Math.max(0, -pacers.get(i).lateness(now)));
            }
        }
        return soonest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(now + soonest);
    }

    private boolean isBefore(int camera, int other, long now) {
        long difference = virtualStart(camera) - virtualStart(other);
        return difference == 0
                ? pacers.get(camera).lateness(now) > pacers.get(other).lateness(now)
                : difference < 0;
    }

    private long virtualStart(int camera) {
        return Math.max(virtualTime, finish[camera]);
    }
}
