package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;

/**
 * YOLOv5 and its kin: {@code [1, N, 5 + C]}; a row is the centre and the size of a box in pixels of the input, the
 * objectness, and the class scores, all after the sigmoid.
 */
final class YoloV5Decoder implements OutputDecoder, CellBoxes {

    private final ScoreRows rows;

    YoloV5Decoder(OutputTensor output) {
        rows = new ScoreRows(output);
    }

    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        rows.decode(this, candidates, multiLabel);
    }

    @Override
    public void read(int cell, float[] corners) {
        CellBoxes.corners(rows.box(cell, 0), rows.box(cell, 1), rows.box(cell, 2), rows.box(cell, 3), corners);
    }
}
