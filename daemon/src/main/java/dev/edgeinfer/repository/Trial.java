package dev.edgeinfer.repository;

import java.util.Arrays;

/**
 * What came of trying a model in a process of its own, beside the running daemon. Times are exact values of single runs, in
 * nanoseconds.
 *
 * @param runs how often it ran after it was warm
 * @param inferenceP50 median of the inferences
 * @param inferenceP90 nine of ten inferences took no longer
 * @param pictureP50 median of the whole, from a picture to detections
 * @param memoryBytes what the process took more of at the most than before it loaded the model
 * @param digest {@link BundleDigest} of what was tried
 */
public record Trial(int runs, long inferenceP50, long inferenceP90, long pictureP50, long memoryBytes, String digest) {

    /** @param share 0..1, of the values that are not above the result */
    static long percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((long) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
