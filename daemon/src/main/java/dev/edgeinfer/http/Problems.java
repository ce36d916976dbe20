package dev.edgeinfer.http;

import dev.edgeinfer.http.exchange.Problem;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Refusals;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.RequestBody;
import dev.edgeinfer.http.security.Gate;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failed request becomes a response: an RFC 9457 document that tells nothing of our insides. */
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final Reply reply;
    private final Refusals refusals;

    Problems(Reply reply, Refusals refusals) {
        this.reply = reply;
        this.refusals = refusals;
    }

    /** Maps what routes throw. */
    void register(HttpRouting.Builder routing) {
        routing.error(ProblemException.class, (request, response, e) -> {
            if (RequestBody.isBroken(request)) {
                response.header(HeaderValues.CONNECTION_CLOSE);
            }
            reply.problem(request, response, e.problem());
        });
        routing.error(RuntimeException.class, this::unexpected);
    }

    private void unexpected(ServerRequest request, ServerResponse response, RuntimeException e) {
        log.error("{} failed", request.path().path(), e);
        // What is left of the request is not known.
        response.header(HeaderValues.CONNECTION_CLOSE);
        reply.problem(
                request,
                response,
                new Problem(ProblemType.INTERNAL_ERROR, "The daemon failed to answer; its log says why", Map.of()));
    }

    /** Answers requests that are refused before any route sees them, such as one that is not HTTP. */
    DirectHandlers beforeRouting() {
        var handlers = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, this::refused);
        }
        return handlers.build();
    }

    private DirectHandler.TransportResponse refused(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        // A method with letters that none has counts as an error of the server there.
        boolean unread = status.code() == 500 && request.method().isEmpty();
        Status shown = unread ? Status.BAD_REQUEST_400 : status;
        var type = shown.code() < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL_ERROR;
        refusals.count(type);
        Gate.PROTECTION.forEach(headers::set);
        return DirectHandler.TransportResponse.builder()
                .status(shown)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .keepAlive(event.keepAlive())
                .entity(reply.bytes(new Problem(type, shown.reasonPhrase(), Map.of())))
                .build();
    }
}
