package dev.edgeinfer.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** Reads small JSON documents that requests bring. */
final class RequestBody {

    private static final int MOST_BYTES = 4096;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestBody() {}

    /**
     * An object with certain keys and no others.
     *
     * @param example what would be right, for the sentence of the problem
     * @throws ProblemException when it is anything else
     */
    static JsonNode object(ServerRequest request, List<String> keys, String example) {
        try (InputStream content = request.content().inputStream()) {
            byte[] body = content.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw wrong("is larger than %d bytes".formatted(MOST_BYTES), example);
            }
            JsonNode object = JSON.readTree(body);
            if (object == null || !object.isObject()) {
                throw wrong("is not a JSON object", example);
            }
            for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!keys.contains(name)) {
                    throw wrong("has the unknown key \"%s\"".formatted(name), example);
                }
            }
            return object;
        } catch (JsonProcessingException e) {
            throw wrong("is not JSON: " + e.getOriginalMessage(), example);
        } catch (IOException e) {
            throw wrong("cannot be read: " + e.getMessage(), example);
        }
    }

    static ProblemException wrong(String rule, String example) {
        return new ProblemException(ProblemType.BAD_BODY, "The body %s; send %s".formatted(rule, example));
    }
}
