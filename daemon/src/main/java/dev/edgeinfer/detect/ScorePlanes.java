package dev.edgeinfer.detect;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.edgeinfer.model.OutputTensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Scores in planes: for each of C classes, one after the other, the scores of N cells, as {@code [C, N]} or
 * {@code [C, H, W]}.
 */
final class ScorePlanes extends CellScores {

    private final MemorySegment values;
    private final int labels;
    private final int cells;
    /** The highest score of each cell, as the bits of the float. */
    private final int[] peaks;

    /**
     * @param firstPlane planes of the output that come before the scores
     * @param labels C
     * @param cells N, the length of a plane
     */
    ScorePlanes(OutputTensor output, int firstPlane, int labels, int cells) {
        super(labels);
        long planeBytes = (long) cells * Float.BYTES;
        this.values = output.floats().asSlice(firstPlane * planeBytes, labels * planeBytes);
        this.labels = labels;
        this.cells = cells;
        this.peaks = new int[cells];
    }

    @Override
    void decode(CellBoxes boxes, Candidates candidates, boolean multiLabel) {
        findPeaks();
        int floor = Float.floatToRawIntBits(candidates.floor());
        for (int cell = 0; cell < cells; cell++) {
            if (peaks[cell] >= floor) {
                add(cell, boxes, candidates, multiLabel);
            }
        }
    }

    @Override
    float score(int cell, int label) {
        return values.getAtIndex(JAVA_FLOAT, (long) label * cells + cell);
    }

    /**
     * Positive floats order like their bits, and an integer maximum of two arrays compiles to SIMD code where a float
     * one, bound to the rules for NaN and -0, does not: a quarter of the time. A NaN passes for a peak; its cell finds
     * out.
     */
    private void findPeaks() {
        Arrays.fill(peaks, 0);
        for (int label = 0; label < labels; label++) {
            long plane = (long) label * cells * Integer.BYTES;
            for (int cell = 0; cell < cells; cell++) {
                peaks[cell] = Math.max(peaks[cell], values.get(JAVA_INT, plane + (long) cell * Integer.BYTES));
            }
        }
    }
}
