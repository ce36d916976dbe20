package dev.edgeinfer.event;

import java.util.Optional;

/** Drives lines for the rule engine. */
@FunctionalInterface
public interface LineOutput {

    /**
     * Asks for something of a line. Called on the thread of the rule engine, only when the demand changes.
     *
     * <p>A line that cannot be driven just now (chip unplugged, line busy) is the implementation's to report and to
     * retry: it remembers the demand and does not throw. An exception is taken for a defect and stops the rule engine.
     *
     * @param line name of the line, as rules give it
     * @param demand what is asked
     */
    void demand(String line, LineDemand demand);

    /**
     * Tells which rule decides what is asked of a line, for people. Called as above, when the rule changes, before the
     * demand that comes with it.
     *
     * @param rule its name; empty: none asks for anything, or none can know
     */
    default void decidedBy(String line, Optional<String> rule) {}
}
