package dev.edgeinfer.track;

/**
 * One object has crossed a line.
 *
 * @param line name of the line
 * @param track id of the object's track
 * @param label what it is
 */
public record Crossing(String line, long track, String label, Direction direction) {

    /** Which way. */
    public enum Direction {
        /** From left to right of who looks along the line. */
        IN,
        /** From right to left. */
        OUT
    }
}
