package dev.edgeinfer.http.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** Reads small JSON documents that requests bring. */
public final class RequestBody {

    private static final int MOST_BYTES = 4096;
    private static final int MOST_DRAINED = 20 << 20;
    private static final int DRAINED_AT_ONCE = 1 << 16;

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
            byte[] body = bytes(request, content, MOST_BYTES);
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

    /** @throws ProblemException when the body is compressed or coded otherwise */
    public static void requirePlain(ServerRequest request) {
        request.headers()
                .first(HeaderNames.CONTENT_ENCODING)
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .ifPresent(coding -> {
                    throw new ProblemException(
                            ProblemType.WRONG_MEDIA_TYPE,
                            "The body is coded as \"%s\"; send it without Content-Encoding".formatted(coding));
                });
    }

    /**
     * All of a body.
     *
     * @param most bytes
     * @throws ProblemException when it is longer, broken, or coded in a way that we do not know
     */
    public static byte[] bytes(ServerRequest request, int most) {
        requirePlain(request);
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream content = request.content().inputStream()) {
            byte[] body = bytes(request, content, most);
            if (body.length <= most) {
                return body;
            }
            drain(request, content);
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "The body is larger than the %d bytes that it may have".formatted(most));
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_BODY, "The body cannot be read: " + e.getMessage());
        }
    }

    /** A connection that is closed with bytes unread takes the answer with it. */
    private static void drain(ServerRequest request, InputStream content) throws IOException {
        request.context().register(new Broken());
        for (int i = 0; i < MOST_DRAINED / DRAINED_AT_ONCE; i++) {
            if (bytes(request, content, DRAINED_AT_ONCE - 1).length < DRAINED_AT_ONCE) {
                return;
            }
        }
    }

    private static byte[] bytes(ServerRequest request, InputStream content, int most) throws IOException {
        try {
            return content.readNBytes(most + 1);
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
