package dev.edgeinfer.event;

/**
 * How the rule engine as a whole stands.
 *
 * @param state see {@link State}
 * @param reason one sentence when {@code FAILED}, else empty
 * @param failures failures since the start of the daemon
 */
public record RuleEngineStatus(State state, String reason, int failures) {

    /** Life of a rule engine. */
    public enum State {
        /** It takes frames and switches lines. */
        RUNNING,
        /** It failed: all lines are in their shutdown states until it is restarted, if it ever is. */
        FAILED,
        /** It was closed: all lines are in their shutdown states. */
        STOPPED
    }
}
