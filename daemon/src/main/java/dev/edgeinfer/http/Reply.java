package dev.edgeinfer.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes responses: whole, with their length, never cached, and without the body when the request is a {@code HEAD}
 * (which Helidon leaves to the route). Thread-safe.
 */
final class Reply {

    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private final ObjectWriter json;

    Reply(ObjectMapper mapper) {
        this.json = mapper.writer();
    }

    void json(ServerRequest request, ServerResponse response, Status status, Object document) {
        send(request, response, status, "application/json", bytes(document));
    }

    void problem(ServerRequest request, ServerResponse response, Problem problem) {
        send(request, response, problem.kind().status(), Problem.MEDIA_TYPE, bytes(problem));
    }

    void text(ServerRequest request, ServerResponse response, String text) {
        send(request, response, Status.OK_200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    void send(ServerRequest request, ServerResponse response, Status status, String mediaType, byte[] body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(NO_STORE)
                .header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Sends two pieces as one body, without putting them together first. */
    void send(ServerResponse response, String mediaType, byte[] first, byte[] second) {
        response.header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(NO_STORE)
                .header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        response.contentLength((long) first.length + second.length);
        try (OutputStream out = response.outputStream()) {
            out.write(first);
            out.write(second);
        } catch (IOException e) {
            throw new CloseConnectionException("the client went away during its answer", e);
        }
    }

    /** The document as UTF-8 JSON. */
    byte[] bytes(Object document) {
        try {
            return json.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written as JSON".formatted(document.getClass()), e);
        }
    }
}
