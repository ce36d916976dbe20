package dev.edgeinfer.event;

/**
 * What rules ask of one line, in logical states. The order is that of precedence when several rules share a line: it is
 * an OR over three truth values, in which a rule that cannot know (no healthy camera feeds it) counts for more than one
 * that says no, and for less than one that says yes.
 */
public enum LineDemand {
    /** No rule wants the line active. */
    INACTIVE,
    /** Nobody can say: the line takes its shutdown state, whichever that is. */
    SHUTDOWN,
    /** At least one rule wants the line active. */
    ACTIVE
}
