package dev.edgeinfer.http.exchange;

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
public final class Reply {

    public static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    /** The member of a problem that becomes a header too: in how many seconds to try again. */
    public static final String RETRY_AFTER = "retryAfterSeconds";

    private final ObjectWriter json;

    public Reply(ObjectMapper mapper) {
        this.json = mapper.writer();
    }

    public void json(ServerRequest request, ServerResponse response, Status status, Object document) {
        send(request, response, status, "application/json", bytes(document));
    }

    public void problem(ServerRequest request, ServerResponse response, Problem problem) {
        if (problem.members().get(RETRY_AFTER) instanceof Integer seconds) {
            response.header(HeaderNames.RETRY_AFTER, seconds.toString());
        }
        send(request, response, problem.kind().status(), Problem.MEDIA_TYPE, bytes(problem));
    }

    public void text(ServerRequest request, ServerResponse response, String text) {
        send(request, response, Status.OK_200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says that it is done and nothing else: what has no body has no type either. */
    public void empty(ServerResponse response) {
        response.status(Status.OK_200).header(NO_STORE);
        response.send();
    }

    public void send(ServerRequest request, ServerResponse response, Status status, String mediaType, byte[] body) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, mediaType).header(NO_STORE);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Sends two pieces as one body, without putting them together first. */
    public void send(ServerResponse response, String mediaType, byte[] first, byte[] second) {
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
    public byte[] bytes(Object document) {
        try {
            return json.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written as JSON".formatted(document.getClass()), e);
        }
    }
}
