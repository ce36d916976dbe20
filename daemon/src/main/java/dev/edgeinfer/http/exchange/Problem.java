package dev.edgeinfer.http.exchange;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * An error document as RFC 9457 has it.
 *
 * @param kind what went wrong, written as {@code type}, {@code title} and {@code status}
 * @param detail one sentence for people
 * @param members further members, beside the standard ones
 */
@JsonPropertyOrder({"type", "title", "status", "detail"})
public record Problem(
        @JsonIgnore ProblemType kind,
        String detail,
        @JsonAnyGetter Map<String, Object> members) {

    public static final String MEDIA_TYPE = "application/problem+json";

    @JsonProperty
    String type() {
        return kind.uri();
    }

    @JsonProperty
    String title() {
        return kind.title();
    }

    @JsonProperty
    public int status() {
        return kind.status().code();
    }
}
