package dev.edgeinfer.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one webhook stands. Counts are since the configuration was put to work, but for {@code missed}.
 *
 * @param webhook name of the webhook
 * @param target scheme, host and port of where it is sent
 * @param state see {@link State}
 * @param backlog how many facts are still to be looked at
 * @param delivered facts that the target has accepted
 * @param refused facts that the target does not want
 * @param expired facts that were given up, as too old or after too many attempts
 * @param missed facts that went from the store before the webhook had come to them, since it was there first
 * @param failures tries to which there was no answer, or one of a target that is not well
 * @param sinceDelivery how long ago the target accepted a fact last; empty: it has accepted none
 * @param lastError what last went wrong; empty: nothing did, or facts were accepted since
 * @param nextTry when there is another try, wall-clock time; empty: it waits for none
 */
public record WebhookStatus(
        String webhook,
        String target,
        State state,
        long backlog,
        long delivered,
        long refused,
        long expired,
        long missed,
        long failures,
        Optional<Duration> sinceDelivery,
        Optional<String> lastError,
        Optional<Instant> nextTry) {

    /** Whether the target is asked. */
    public enum State {
        /** It is, for every fact. */
        CLOSED,
        /** It has failed several times and is left alone for a while. */
        OPEN,
        /** It has failed several times and is being tried again. */
        HALF_OPEN
    }
}
