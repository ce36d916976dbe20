package dev.edgeinfer.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, in buckets from 0.1 ms to 10 s. To record costs some nanoseconds and makes no garbage. One thread
 * records, any may read.
 */
final class DurationHistogram {

    private static final long[] BOUNDS_NANOS = {
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
    private final AtomicLong sumNanos = new AtomicLong();

    void record(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        sumNanos.setRelease(sumNanos.getPlain() + nanos);
        counts.setRelease(bucket, counts.getPlain(bucket) + 1);
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        double[] bounds = new double[BOUNDS_NANOS.length + 1];
        long[] byBucket = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i < BOUNDS_NANOS.length ? BOUNDS_NANOS[i] / 1e9 : Double.POSITIVE_INFINITY;
            byBucket[i] = counts.getAcquire(i);
        }
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(bounds, byBucket), sumNanos.getAcquire() / 1e9, labels, Exemplars.EMPTY, 0);
    }
}
