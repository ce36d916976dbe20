package dev.edgeinfer.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How it stands with the broker.
 *
 * @param broker where it is, {@code mqtt://host:port}
 * @param connectedSince wall-clock time; empty: it is not connected
 * @param backlog facts that are still to be delivered
 * @param missed facts that were given up before they could be delivered, since the store began
 * @param delivered facts that the broker has acknowledged, since the start
 * @param published everything else that it has taken, since the start
 * @param failures connections that could not be made or have ended by themselves, since the start
 * @param sinceDelivery how long ago a fact was acknowledged last; empty: none was, since the start
 * @param rejected commands that were ignored since the start, by reason; immutable
 * @param error what is wrong now, one sentence; empty: nothing
 */
public record MqttStatus(
        String broker,
        Optional<Instant> connectedSince,
        long backlog,
        long missed,
        long delivered,
        long published,
        long failures,
        Optional<Duration> sinceDelivery,
        Map<Rejection, Long> rejected,
        Optional<String> error) {

    public MqttStatus {
        rejected = Map.copyOf(rejected);
    }

    /** Why a command is ignored. */
    public enum Rejection {
        /** Neither the words nor the JSON that the topic takes. */
        MALFORMED,
        /** More than {@value Commands#MOST_BYTES} bytes. */
        OVERSIZED,
        /** It was retained: nobody knows how old it is. */
        RETAINED,
        /** There is no such line. */
        UNKNOWN
    }
}
