package dev.edgeinfer.http.exchange;

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
public final class RequestBody {

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
    public static JsonNode object(ServerRequest request, List<String> keys, String example) {
        try (InputStream content = request.content().inputStream()) {
            byte[] body = bytes(request, content);
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

    /** Bytes that cannot be told from those of the next request, so that the connection must end. */
    private record Broken() {}

    /** Whether the body of a request ended before its end, or has wrong chunks. */
    public static boolean isBroken(ServerRequest request) {
        return request.context().get(Broken.class).isPresent();
    }

    private static byte[] bytes(ServerRequest request, InputStream content) throws IOException {
        try {
            return content.readNBytes(MOST_BYTES + 1);
        } catch (RuntimeException e) {
            // Helidon has no type of its own for this.
            request.context().register(new Broken());
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "The body is shorter than it says, or its chunks are wrong");
        }
    }

    public static ProblemException wrong(String rule, String example) {
        return new ProblemException(ProblemType.BAD_BODY, "The body %s; send %s".formatted(rule, example));
    }
}
