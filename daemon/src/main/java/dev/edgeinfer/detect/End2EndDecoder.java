package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;

/**
 * Models that suppress by themselves: {@code [1, N, 6]}; a row is left, top, right, bottom in pixels of the input, the
 * score, and the index of the class. Unused rows have the score 0.
 */
final class End2EndDecoder implements OutputDecoder {

    /** Numbers of a row. */
    private static final int ROW = 6;

    private static final int NO_LABEL = -1;

    private final OutputTensor output;
    private final int rows;
    private final int labels;

    /** @param labels number of classes; a row that names another is no detection */
    End2EndDecoder(OutputTensor output, int labels) {
        this.output = output;
        this.rows = output.size(1);
        this.labels = labels;
    }

    /** A row has one class, with or without {@code multiLabel}. */
    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        float floor = candidates.floor();
        for (int row = 0; row < rows; row++) {
            int at = row * ROW;
            float score = output.get(at + 4);
            int label = label(output.get(at + 5));
            if (score >= floor && label != NO_LABEL) {
                candidates.add(
                        output.get(at), output.get(at + 1), output.get(at + 2), output.get(at + 3), score, label);
            }
        }
    }

    private int label(float index) {
        boolean known = index > -0.5f && index < labels - 0.5f;
        return known ? Math.round(index) : NO_LABEL;
    }
}
