package dev.edgeinfer.pipeline;

import java.util.Arrays;
import java.util.Optional;

/**
 * How old the last results of one camera were when they were there: the time from the capture of the picture to the end
 * of its inference. One thread tells, any may ask.
 */
final class ResultAges {

    /** Results that count: about a minute of a camera at the default rate. */
    private static final int RESULTS = 512;

    private final long[] nanos = new long[RESULTS];
    private long count;

    /** @param ageNanos age of a result that is there now */
    synchronized void add(long ageNanos) {
        nanos[(int) (count++ % RESULTS)] = ageNanos;
    }

    /** Empty before the first result. */
    Optional<ResultAge> summary() {
        long[] sorted = newest();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        Arrays.sort(sorted);
        return Optional.of(new ResultAge(percentile(sorted, 50), percentile(sorted, 99), sorted[sorted.length - 1]));
    }

    private synchronized long[] newest() {
        return Arrays.copyOf(nanos, (int) Math.min(count, RESULTS));
    }

    /** The least value that so many percent of all do not exceed. */
    private static long percentile(long[] sorted, int percent) {
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }
}
