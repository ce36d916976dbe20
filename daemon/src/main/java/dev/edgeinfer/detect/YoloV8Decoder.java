package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;

/**
 * YOLOv8, 11, 12 and 26: {@code [1, 4 + C, N]}; the planes are centre x, centre y, width and height in pixels of the
 * input, then one of scores after the sigmoid for each class.
 */
final class YoloV8Decoder implements OutputDecoder, CellBoxes {

    /** Planes before those of the classes. */
    private static final int BOX_PLANES = 4;

    private final OutputTensor output;
    private final int cells;
    private final ScorePlanes scores;

    YoloV8Decoder(OutputTensor output) {
        this.output = output;
        this.cells = output.size(2);
        this.scores = new ScorePlanes(output, BOX_PLANES, output.size(1) - BOX_PLANES, cells);
    }

    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        scores.decode(this, candidates, multiLabel);
    }

    @Override
    public void read(int cell, float[] corners) {
        CellBoxes.corners(box(0, cell), box(1, cell), box(2, cell), box(3, cell), corners);
    }

    private float box(int plane, int cell) {
        return output.get(plane * cells + cell);
    }
}
