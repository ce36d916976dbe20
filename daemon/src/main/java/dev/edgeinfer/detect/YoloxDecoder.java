package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.OutputTensor;
import java.util.List;

/**
 * YOLOX as exported without its own decoding: {@code [1, N, 5 + C]}, one row for each cell of each stride's grid, row
 * by row, finest stride first. A box is {@code (x + column) · stride, (y + row) · stride, exp(w) · stride, exp(h) ·
 * stride} (Ge et al., "YOLOX: Exceeding YOLO Series in 2021"; centre and size); objectness and classes are after the
 * sigmoid.
 */
final class YoloxDecoder implements OutputDecoder, CellBoxes {

    private final ScoreRows rows;
    private final float[] gridColumn;
    private final float[] gridRow;
    private final float[] stride;

    YoloxDecoder(OutputTensor output, Input input, List<Integer> strides) {
        rows = new ScoreRows(output);
        int cells = output.size(1);
        gridColumn = new float[cells];
        gridRow = new float[cells];
        stride = new float[cells];
        int cell = 0;
        for (int step : strides) {
            for (int row = 0; row < input.height() / step; row++) {
                for (int column = 0; column < input.width() / step; column++) {
                    gridColumn[cell] = column;
                    gridRow[cell] = row;
                    stride[cell++] = step;
                }
            }
        }
    }

    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        rows.decode(this, candidates, multiLabel);
    }

    @Override
    public void read(int cell, float[] corners) {
        float step = stride[cell];
        CellBoxes.corners(
                (rows.box(cell, 0) + gridColumn[cell]) * step,
                (rows.box(cell, 1) + gridRow[cell]) * step,
                (float) Math.exp(rows.box(cell, 2)) * step,
                (float) Math.exp(rows.box(cell, 3)) * step,
                corners);
    }
}
