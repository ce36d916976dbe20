package dev.edgeinfer.benchmark;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations in buckets that are each less than a hundredth wider than the one before, so that a percentile is off by less than
 * one percent however long is measured. To record costs some nanoseconds and makes no garbage. Any thread may call.
 */
final class LatencyHistogram {

    /** Buckets for each power of two. */
    private static final int BITS = 7;

    private static final int STEPS = 1 << BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * STEPS);

    /** @param nanos one below zero counts as zero */
    void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos)));
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /**
     * The duration that a share of all does not exceed.
     *
     * @param share above 0, up to 1
     * @return nanoseconds, rounded up to the end of their bucket; 0 when nothing was recorded
     */
    long percentile(double share) {
        long rank = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank && seen > 0) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
        return (shift + 1) * STEPS + (int) (nanos >> shift) - STEPS;
    }

    private static long upperEnd(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((long) (STEPS + bucket % STEPS + 1) << shift) - 1;
    }
}
