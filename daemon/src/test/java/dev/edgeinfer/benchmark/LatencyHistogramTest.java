package dev.edgeinfer.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void percentilesAreThoseOfTheSortedDurationsWithinAHundredth() {
        var random = new Random(1);
        var histogram = new LatencyHistogram();
        long[] nanos = random.longs(10_000, 0, 10)
                .map(power -> random.nextLong((long) Math.pow(10, power) + 1))
                .toArray();
        Arrays.stream(nanos).forEach(histogram::record);
        Arrays.sort(nanos);

        assertEquals(10_000, histogram.count());
        for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
            long told = histogram.percentile(share);
            assertTrue(told >= exact && told <= exact * 1.01 + 1, share + ": " + told + " for " + exact);
        }
    }

    @Test
    void theLongestDurationHasItsPlace() {
        var histogram = new LatencyHistogram();
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);

        assertEquals(0, histogram.percentile(0.5));
        assertEquals(Long.MAX_VALUE, histogram.percentile(1));
    }

    @Test
    void nothingRecordedIsZero() {
        assertEquals(0, new LatencyHistogram().percentile(0.99));
    }
}
