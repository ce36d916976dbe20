package dev.edgeinfer.detect;

/** The boxes of a decoder's cells; read only for cells whose score is worth it. */
interface CellBoxes {

    /**
     * Reads the box of a cell.
     *
     * @param corners receives left, top, right, bottom in pixels of the model's input
     */
    void read(int cell, float[] corners);

    /** Corners from the centre and the size of a box. */
    static void corners(float centreX, float centreY, float width, float height, float[] corners) {
        corners[0] = centreX - width / 2;
        corners[1] = centreY - height / 2;
        corners[2] = centreX + width / 2;
        corners[3] = centreY + height / 2;
    }
}
