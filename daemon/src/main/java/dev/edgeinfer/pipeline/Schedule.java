package dev.edgeinfer.pipeline;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Chooses which camera the inference loop serves next. Pure logic on times that are handed in; not thread-safe.
 *
 * @param pacers one for each camera
 */
record Schedule(List<Pacer> pacers) {

    /**
     * The camera to serve now: the most urgent of those that are due and have a fresh frame; empty when there is none.
     *
     * @param hasFrame whether the camera of an index has a frame that was not seen yet
     */
    OptionalInt next(long now, IntPredicate hasFrame) {
        int best = -1;
        double bestUrgency = -1;
        for (int i = 0; i < pacers.size(); i++) {
            Pacer pacer = pacers.get(i);
            if (pacer.isDue(now) && pacer.urgency(now) > bestUrgency && hasFrame.test(i)) {
                best = i;
                bestUrgency = pacer.urgency(now);
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** When a camera that has a fresh frame becomes due; empty when only a new frame can change anything. */
    OptionalLong wakeAt(long now, IntPredicate hasFrame) {
        long soonest = Long.MAX_VALUE;
        for (int i = 0; i < pacers.size(); i++) {
            if (hasFrame.test(i)) {
                Pacer pacer = pacers.get(i);
                soonest = Math.min(soonest, pacer.isDue(now) ? 0 : pacer.dueNanos() - now);
            }
        }
        return soonest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(now + soonest);
    }
}
