package dev.edgeinfer.pipeline;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Says when one camera's next inference is due, so that the mean rate is the target rate. Pure arithmetic on times that
 * are handed in; not thread-safe.
 *
 * <p>Due times advance by whole periods from the last due time, not from when the inference happened to run, so that
 * lateness is made up for. It is made up for by at most one inference: after a pause there is no burst.
 */
final class Pacer {

    /** A camera without a target rate has the share of one that asks for this many inferences a second. */
    private static final double UNLIMITED_SHARE = 30;

    private final boolean unlimited;
    private final long period;
    private final long cost;
    private boolean started;
    private long due;

    /**
     * @param targetFps inferences a second, above 0; empty: as many as there are frames
     * @param priority weight of the camera's share, above 0
     */
    Pacer(OptionalDouble targetFps, double priority) {
        unlimited = targetFps.isEmpty();
        period = Math.max(1, Math.round(1e9 / targetFps.orElse(UNLIMITED_SHARE)));
        cost = Math.max(1, Math.round(period / priority));
    }

    /**
     * One without a target rate that gets a certain part of the inferences while all others take what they can get.
     *
     * @param share of all, above 0 and below 1
     */
    static Pacer beside(List<Pacer> others, double share) {
        double theirs = others.stream().mapToDouble(other -> 1e9 / other.cost).sum();
        double weight = others.isEmpty() ? UNLIMITED_SHARE : theirs * share / (1 - share);
        return new Pacer(OptionalDouble.empty(), weight / UNLIMITED_SHARE);
    }

    /** Whether an inference may start now. */
    boolean isDue(long now) {
        return !started || now - due >= 0;
    }

    /** When the next inference is due, on the same clock; only after the first {@link #started}. */
    long dueNanos() {
        return due;
    }

    /** How long the next inference has been due; the first one is later than any other. */
    long lateness(long now) {
        return started ? now - due : Long.MAX_VALUE;
    }

    /**
     * What an inference costs the camera of its share: the time between two at the target rate (without one, at the rate
     * that counts for the share), divided by the priority.
     */
    long costNanos() {
        return cost;
    }

    /** An inference starts now. */
    void started(long now) {
        if (unlimited || !started) {
            due = unlimited ? now : now + period;
        } else {
            long next = due + period;
            due = next - now >= 0 ? next : now;
        }
        started = true;
    }
}
