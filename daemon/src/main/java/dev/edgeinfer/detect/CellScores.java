package dev.edgeinfer.detect;

/** The class scores of a decoder's cells, in the layout of its output. Not thread-safe. */
abstract sealed class CellScores permits ScoreRows, ScorePlanes {

    private final int labels;
    private final float[] corners = new float[4];

    /** @param labels number of classes */
    CellScores(int labels) {
        this.labels = labels;
    }

    /** Adds the cells above the candidates' floor; {@code multiLabel} as in {@link OutputDecoder#decode}. */
    abstract void decode(CellBoxes boxes, Candidates candidates, boolean multiLabel);

    /** The score of a class in a cell. */
    abstract float score(int cell, int label);

    /** Adds one cell, whose scores are worth looking at. */
    final void add(int cell, CellBoxes boxes, Candidates candidates, boolean multiLabel) {
        if (multiLabel) {
            boxes.read(cell, corners);
            for (int label = 0; label < labels; label++) {
                candidates.add(corners[0], corners[1], corners[2], corners[3], score(cell, label), label);
            }
            return;
        }
        int bestLabel = 0;
        float best = 0;
        for (int label = 0; label < labels; label++) {
            float score = score(cell, label);
            // An infinite score must not hide the finite one beside it.
            if (score > best && score <= Float.MAX_VALUE) {
                best = score;
                bestLabel = label;
            }
        }
        if (best >= candidates.floor()) {
            boxes.read(cell, corners);
            candidates.add(corners[0], corners[1], corners[2], corners[3], best, bestLabel);
        }
    }
}
