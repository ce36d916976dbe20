package dev.edgeinfer.http.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import java.io.IOException;
import java.util.List;

/** What the readers of an inference request ask of its JSON, and how they refuse it. */
final class InferTokens {

    static final ObjectMapper JSON = new ObjectMapper();

    private InferTokens() {}

    static String text(JsonParser json, String key) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("'%s' must be a string".formatted(key));
        }
        return json.getText();
    }

    static JsonNode object(JsonParser json, String key) throws IOException {
        requireObject(json, "'" + key + "'");
        return JSON.readTree(json);
    }

    static void requireObject(JsonParser json, String what) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("%s must be an object".formatted(what));
        }
    }

    static void requireArray(JsonParser json, String key) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("'%s' must be an array".formatted(key));
        }
    }

    static ProblemException wrong(String rule) {
        return new ProblemException(ProblemType.BAD_BODY, rule);
    }

    static void verifySupported(JsonNode parameters) {
        for (String extension : List.of("shared_memory_region", "classification")) {
            if (parameters.has(extension)) {
                throw wrong("the parameter '%s' is of an extension that edge-infer does not have".formatted(extension));
            }
        }
    }
}
