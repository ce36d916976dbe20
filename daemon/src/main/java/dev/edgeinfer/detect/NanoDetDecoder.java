package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * NanoDet: for each stride the scores {@code [1, C, H, W]} after the sigmoid, then for each stride the logits
 * {@code [1, 4 · bins, H, W]} of how far the sides of the box are from the centre of the cell, left, top, right,
 * bottom. A distance is the expectation of the softmax over the bins, times the stride (Li et al., "Generalized Focal
 * Loss"); the centre of a cell is {@code (column + ½) · stride, (row + ½) · stride}.
 */
final class NanoDetDecoder implements OutputDecoder {

    private static final int SIDES = 4;

    private final List<Level> levels;

    NanoDetDecoder(List<OutputTensor> outputs, List<Integer> strides) {
        int count = strides.size();
        levels = IntStream.range(0, count)
                .mapToObj(i -> new Level(outputs.get(i), outputs.get(count + i), strides.get(i)))
                .toList();
    }

    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            level.scores.decode(level, candidates, multiLabel);
        }
    }

    /** The grid of one stride. */
    private static final class Level implements CellBoxes {

        private final ScorePlanes scores;
        private final OutputTensor logits;
        private final int stride;
        private final int width;
        private final int cells;
        private final int bins;

        Level(OutputTensor scores, OutputTensor logits, int stride) {
            this.logits = logits;
            this.stride = stride;
            this.width = scores.size(3);
            this.cells = scores.size(2) * width;
            this.bins = logits.size(1) / SIDES;
            this.scores = new ScorePlanes(scores, 0, scores.size(1), cells);
        }

        @Override
        public void read(int cell, float[] corners) {
            float centreX = (cell % width + 0.5f) * stride;
            float centreY = (cell / width + 0.5f) * stride;
            corners[0] = centreX - distance(0, cell);
            corners[1] = centreY - distance(1, cell);
            corners[2] = centreX + distance(2, cell);
            corners[3] = centreY + distance(3, cell);
        }

        private float distance(int side, int cell) {
            float highest = Float.NEGATIVE_INFINITY;
            for (int bin = 0; bin < bins; bin++) {
                highest = Math.max(highest, logit(side, bin, cell));
            }
            double weights = 0;
            double moment = 0;
            for (int bin = 0; bin < bins; bin++) {
                double weight = Math.exp(logit(side, bin, cell) - highest);
                weights += weight;
                moment += bin * weight;
            }
            return (float) (moment / weights * stride);
        }

        private float logit(int side, int bin, int cell) {
            return logits.get((side * bins + bin) * cells + cell);
        }
    }
}
