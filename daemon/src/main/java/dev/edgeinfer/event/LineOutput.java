package dev.edgeinfer.event;

/** Drives lines for the rule engine; the one thing a rule can do to the world so far. */
@FunctionalInterface
public interface LineOutput {

    /**
     * Asks for a state of a line. Called on the thread of the rule engine, only when the demand changes.
     *
     * <p>A line that cannot be driven just now (chip unplugged, line busy) is the implementation's to report and to
     * retry: it remembers the demand and does not throw. An exception is taken for a defect and stops the rule engine.
     *
     * @param line name of the line, as rules give it
     * @param demand what is asked
     */
    void demand(String line, LineDemand demand);
}
