package dev.edgeinfer.track;

import java.util.Arrays;

/** The last scores of a track: their median follows a change, and a single score does not move it. */
final class ScoreHistory {

    private static final int LENGTH = 15;

    private final float[] last = new float[LENGTH];
    private final float[] sorted = new float[LENGTH];
    private int count;
    private float median;

    void add(float score) {
        last[count++ % LENGTH] = score;
        int length = Math.min(count, LENGTH);
        System.arraycopy(last, 0, sorted, 0, length);
        Arrays.sort(sorted, 0, length);
        median = sorted[(length - 1) / 2];
    }

    /** The lower one of the two in the middle when their number is even; 0 before the first score. */
    float median() {
        return median;
    }

    float latest() {
        return count == 0 ? 0 : last[(count - 1) % LENGTH];
    }

    int count() {
        return count;
    }
}
