package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;

/**
 * The scores of an output {@code [1, N, 5 + C]}: a row is four numbers of the box, the objectness, and the scores of C
 * classes given that there is an object; the score of a class is the product.
 */
final class ScoreRows extends CellScores {

    private static final int OBJECTNESS = 4;
    private static final int FIRST_LABEL = 5;

    private final OutputTensor output;
    private final int rows;
    private final int rowLength;

    ScoreRows(OutputTensor output) {
        super(output.size(2) - FIRST_LABEL);
        this.output = output;
        rows = output.size(1);
        rowLength = output.size(2);
    }

    /** A number of a row's box, 0..3. */
    float box(int row, int index) {
        return value(row, index);
    }

    /** A class score is at most 1, so the objectness alone settles most rows. */
    @Override
    void decode(CellBoxes boxes, Candidates candidates, boolean multiLabel) {
        for (int row = 0; row < rows; row++) {
            if (value(row, OBJECTNESS) >= candidates.floor()) {
                add(row, boxes, candidates, multiLabel);
            }
        }
    }

    @Override
    float score(int row, int label) {
        return value(row, OBJECTNESS) * value(row, FIRST_LABEL + label);
    }

    private float value(int row, int index) {
        return output.get(row * rowLength + index);
    }
}
