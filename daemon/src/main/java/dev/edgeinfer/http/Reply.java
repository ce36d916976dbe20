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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes responses: whole, with their length, never cached, and without the body when the request is a {@code HEAD}
 * (which Helidon leaves to the route). Thread-safe.
 */
final class Reply {

    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    /** The member of a problem that becomes a header too: in how many seconds to try again. */
    static final String RETRY_AFTER = "retryAfterSeconds";

    /** For proxies, which would hold a stream back until it is long. */
    private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");

    /** What our own pages may do: nothing from elsewhere, nothing written into the page itself. */
    private static final Header PAGE_POLICY = HeaderValues.createCached(
            "Content-Security-Policy",
            "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' blob: data:; script-src 'self'; style-src 'self';"
                    + " manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    private final ObjectWriter json;

    Reply(ObjectMapper mapper) {
        this.json = mapper.writer();
    }

    void json(ServerRequest request, ServerResponse response, Status status, Object document) {
        send(request, response, status, "application/json", bytes(document));
    }

    void problem(ServerRequest request, ServerResponse response, Problem problem) {
        if (problem.members().get(RETRY_AFTER) instanceof Integer seconds) {
            response.header(HeaderNames.RETRY_AFTER, seconds.toString());
        }
        send(request, response, problem.kind().status(), Problem.MEDIA_TYPE, bytes(problem));
    }

    void text(ServerRequest request, ServerResponse response, String text) {
        send(request, response, Status.OK_200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    void send(ServerRequest request, ServerResponse response, Status status, String mediaType, byte[] body) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, mediaType).header(NO_STORE);
        if (mediaType.startsWith("text/html")) {
            response.header(PAGE_POLICY);
        }
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

    /**
     * Begins a response that goes on.
     *
     * @param kind what metrics call the stream
     * @return null: it was a {@code HEAD}, which is answered
     * @throws ProblemException when there are as many streams as there may be
     */
    OpenStream open(
            ServerRequest request, ServerResponse response, String mediaType, OpenStreams streams, String kind) {
        boolean head = request.prologue().method().equals(Method.HEAD);
        OpenStream stream = head ? null : streams.open(kind, client(request));
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(NO_STORE)
                .header(UNBUFFERED)
                .header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (head) {
            response.send();
        }
        return stream;
    }

    private static InetAddress client(ServerRequest request) {
        return ((InetSocketAddress) request.remotePeer().address()).getAddress();
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
