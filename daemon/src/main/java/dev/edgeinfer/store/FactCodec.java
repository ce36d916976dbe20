package dev.edgeinfer.store;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import java.time.Instant;

/**
 * How facts and events are written into the database: JSON with the names of their records. A name that changes there
 * needs a step in {@link Schema}. Thread-safe.
 */
final class FactCodec {

    /** Made for the first fact: a twentieth of a start goes into the classes of a mapper. */
    private static final class Mapping {

        static final ObjectMapper JSON = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addMixIn(Event.PathPoint.class, CompactPoint.class)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** A path is most of an event: {@code [milliseconds, x, y]} is a third of what an object with names would be. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"at", "x", "y"})
    private interface CompactPoint {

        @JsonFormat(shape = JsonFormat.Shape.NUMBER_INT)
        Instant at();
    }

    /** What a fact is called in the database. */
    static String kind(Fact fact) {
        return switch (fact) {
            case Fact.EventChange _ -> "event";
            case Fact.RuleChange _ -> "rule";
            case Fact.ArmedChange _ -> "armed";
        };
    }

    String write(Object value) {
        try {
            return Mapping.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fact cannot be written as JSON: " + value, e);
        }
    }

    /** @throws UnreadableRecordException when it is none */
    Fact fact(String kind, String json) {
        return switch (kind) {
            case "event" -> read(json, Fact.EventChange.class);
            case "rule" -> read(json, Fact.RuleChange.class);
            case "armed" -> read(json, Fact.ArmedChange.class);
            default -> throw new UnreadableRecordException("the database has a fact of the unknown kind " + kind, null);
        };
    }

    /** @throws UnreadableRecordException when it is none */
    Event event(String json) {
        return read(json, Event.class);
    }

    private <T> T read(String json, Class<T> type) {
        try {
            return Mapping.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException("the database has what is no " + type.getSimpleName(), e);
        }
    }
}
