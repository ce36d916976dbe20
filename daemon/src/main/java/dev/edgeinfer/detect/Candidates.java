package dev.edgeinfer.detect;

import java.util.Arrays;

/**
 * Boxes that a decoder found in one frame, before non-maximum suppression: parallel arrays that are reused from frame
 * to frame, so that a steady scene allocates nothing.
 *
 * <p>Boxes are corners in pixels of the model's input, not clipped; scores are finite, above 0 and at most 1. What is
 * not that is refused by {@link #add}, so nothing after this class meets a NaN.
 *
 * <p>Holds at most the capacity of the constructor: when it is full, the lower-scored half is dropped and the score
 * {@link #floor} rises to the lowest that was kept. The best {@code capacity / 2} of a frame are always among those
 * held, whatever the order in which they came. Not thread-safe.
 */
final class Candidates {

    /** Well above what a real scene yields, low enough that a model gone wild costs milliseconds, not seconds. */
    static final int DEFAULT_CAPACITY = 32_768;

    private static final int INITIAL_CAPACITY = 512;

    private final int capacity;
    private float[] x1 = {};
    private float[] y1 = {};
    private float[] x2 = {};
    private float[] y2 = {};
    private float[] scores = {};
    private int[] labels = {};
    private int size;
    private float floor;

    Candidates() {
        this(DEFAULT_CAPACITY);
    }

    /** @param capacity most candidates held, at least 2 */
    Candidates(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("The capacity must be at least 2, not " + capacity);
        }
        this.capacity = capacity;
        resize(Math.min(INITIAL_CAPACITY, capacity));
    }

    /**
     * Forgets all candidates.
     *
     * @param minScore score that a candidate needs from now on, 0..1
     */
    void clear(float minScore) {
        size = 0;
        floor = minScore;
    }

    /** The score that a candidate needs, inclusive; never falls within a frame. */
    float floor() {
        return floor;
    }

    /**
     * Adds a box by its corners. A score that is below the floor, zero or not a number, a corner that is not finite and
     * a box without area are no detection and are left out; a score above 1, as a quantized sigmoid may give, is 1.
     */
    void add(float left, float top, float right, float bottom, float score, int label) {
        float area = (right - left) * (bottom - top);
        boolean sound = score >= floor && score > 0 && score <= Float.MAX_VALUE;
        boolean solid = right > left && bottom > top && area <= Float.MAX_VALUE;
        if (!sound || !solid) {
            return;
        }
        if (size == scores.length && !makeRoom(score)) {
            return;
        }
        x1[size] = left;
        y1[size] = top;
        x2[size] = right;
        y2[size] = bottom;
        scores[size] = Math.min(score, 1f);
        labels[size] = label;
        size++;
    }

    int size() {
        return size;
    }

    float x1(int index) {
        return x1[index];
    }

    float y1(int index) {
        return y1[index];
    }

    float x2(int index) {
        return x2[index];
    }

    float y2(int index) {
        return y2[index];
    }

    float score(int index) {
        return scores[index];
    }

    int label(int index) {
        return labels[index];
    }

    /** Makes room for one more; false when the newcomer itself is among those to drop. */
    private boolean makeRoom(float newcomer) {
        if (size < capacity) {
            resize(Math.min(2 * size, capacity));
            return true;
        }
        dropLowerHalf();
        return newcomer >= floor;
    }

    private void resize(int length) {
        x1 = Arrays.copyOf(x1, length);
        y1 = Arrays.copyOf(y1, length);
        x2 = Arrays.copyOf(x2, length);
        y2 = Arrays.copyOf(y2, length);
        scores = Arrays.copyOf(scores, length);
        labels = Arrays.copyOf(labels, length);
    }

    /** Of those that tie at the floor as many stay as there is room for, the first first. */
    private void dropLowerHalf() {
        int keep = capacity / 2;
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        floor = sorted[size - keep];
        int ties = keep;
        for (int i = size - keep; i < size; i++) {
            ties -= sorted[i] > floor ? 1 : 0;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (scores[i] > floor || scores[i] == floor && ties-- > 0) {
                move(i, kept++);
            }
        }
        size = kept;
    }

    private void move(int from, int to) {
        x1[to] = x1[from];
        y1[to] = y1[from];
        x2[to] = x2[from];
        y2[to] = y2[from];
        scores[to] = scores[from];
        labels[to] = labels[from];
    }
}
