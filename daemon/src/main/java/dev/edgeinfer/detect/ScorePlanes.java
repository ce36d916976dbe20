package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;
import java.nio.IntBuffer;
import org.pytorch.executorch.FloatMatrix;
import org.pytorch.executorch.Tensor;

/**
 * Scores in planes: for each of C classes, one after the other, the scores of N cells, as {@code [C, N]} or
 * {@code [C, H, W]}.
 */
final class ScorePlanes extends CellScores {

    private final FloatMatrix scores;
    /** The cells of the last run that have a score worth looking at. */
    private final IntBuffer found;

    /**
     * @param firstPlane planes of the output that come before the scores
     * @param labels C
     * @param cells N, the length of a plane
     */
    ScorePlanes(OutputTensor output, int firstPlane, int labels, int cells) {
        super(labels);
        this.scores = new FloatMatrix(output.floats().slice(firstPlane * cells, labels * cells), labels, cells);
        this.found = Tensor.allocateIntBuffer(cells);
    }

    /** Nearly all of C times N scores are close to 0; the few cells that are worth it are looked at one by one. */
    @Override
    void decode(CellBoxes boxes, Candidates candidates, boolean multiLabel) {
        int count = scores.columnsAtLeast(candidates.floor(), found);
        for (int i = 0; i < count; i++) {
            add(found.get(i), boxes, candidates, multiLabel);
        }
    }

    @Override
    float score(int cell, int label) {
        return scores.values().get(label * scores.columns() + cell);
    }
}
