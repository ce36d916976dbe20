package dev.edgeinfer.mqtt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.LineOverride;
import dev.edgeinfer.mqtt.MqttStatus.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be told to the board. Whoever the broker lets publish on the topics of commands may do so. What was retained is
 * not obeyed, whenever it comes: it would come again at each connection, long after it was meant.
 */
final class Commands {

    static final int MOST_BYTES = 1024;

    private static final String BY = "mqtt";
    private static final long MOST_TIMEOUT_MS = Duration.ofHours(24).toMillis();

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    private final Topics topics;
    private final Armed armed;
    private final Optional<LineOverride> override;
    /** Names of lines by the topics of their commands. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);

    /** @param lineNames names of the output lines */
    Commands(Topics topics, Armed armed, Optional<LineOverride> override, Set<String> lineNames) {
        this.topics = topics;
        this.armed = armed;
        this.override = override;
        override.ifPresent(o -> lineNames.forEach(line -> lines.putIfAbsent(topics.lineCommand(line), line)));
    }

    /** {@code {"armed": true}} */
    private record ArmedCommand(
            @JsonProperty(required = true) Boolean armed) {}

    /**
     * {@code {"state": "ON", "timeoutMs": 5000}}
     *
     * @param timeoutMs after which the rules have the line again; {@code null}: until they are given it
     */
    private record LineCommand(
            @JsonProperty(required = true) String state, Long timeoutMs) {}

    /** Obeys a command, or counts why not. Never throws. */
    void received(String topic, byte[] payload, boolean retained) {
        Optional<Rejection> rejection = retained
                ? Optional.of(Rejection.RETAINED)
                : payload.length > MOST_BYTES ? Optional.of(Rejection.OVERSIZED) : obey(topic, payload);
        rejection.ifPresent(reason -> {
            synchronized (rejected) {
                rejected.merge(reason, 1L, Long::sum);
            }
            log.warn("MQTT: a command on {} is ignored: {}", topic, Json.word(reason));
        });
    }

    /** How many were ignored, by reason. */
    Map<Rejection, Long> rejected() {
        synchronized (rejected) {
            return Map.copyOf(rejected);
        }
    }

    private Optional<Rejection> obey(String topic, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8).strip();
        try {
            if (topic.equals(topics.armedCommand())) {
                return arm(text);
            }
            return lines.containsKey(topic) ? drive(lines.get(topic), text) : Optional.of(Rejection.UNKNOWN);
        } catch (JacksonException e) {
            return Optional.of(Rejection.MALFORMED);
        } catch (IllegalArgumentException e) {
            log.debug("the command on {} was refused", topic, e);
            return Optional.of(Rejection.UNKNOWN);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Rejection> arm(String text) throws IOException {
        Optional<Boolean> wanted = text.startsWith("{")
                ? Optional.ofNullable(
                        Payloads.mapper().readValue(text, ArmedCommand.class).armed())
                : state(text);
        wanted.ifPresent(on -> armed.set(on, BY));
        return wanted.isPresent() ? Optional.empty() : Optional.of(Rejection.MALFORMED);
    }

    private Optional<Rejection> drive(String line, String text) throws IOException {
        LineCommand command = text.startsWith("{")
                ? Payloads.mapper().readValue(text, LineCommand.class)
                : new LineCommand(text, null);
        Long timeout = command.timeoutMs();
        if (timeout != null && (timeout < 1 || timeout > MOST_TIMEOUT_MS)) {
            return Optional.of(Rejection.MALFORMED);
        }
        if ("AUTO".equalsIgnoreCase(command.state()) && timeout == null) {
            override.orElseThrow().release(line, BY);
            return Optional.empty();
        }
        Optional<Boolean> active = state(command.state());
        active.ifPresent(on -> override.orElseThrow()
                .override(line, on, Optional.ofNullable(timeout).map(Duration::ofMillis), BY));
        return active.isPresent() ? Optional.empty() : Optional.of(Rejection.MALFORMED);
    }

    private static Optional<Boolean> state(String text) {
        return Topics.ON.equalsIgnoreCase(text)
                ? Optional.of(true)
                : Topics.OFF.equalsIgnoreCase(text) ? Optional.of(false) : Optional.empty();
    }
}
