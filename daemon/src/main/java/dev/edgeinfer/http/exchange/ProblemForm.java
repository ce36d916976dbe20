package dev.edgeinfer.http.exchange;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** How a part of the API writes what went wrong. */
@FunctionalInterface
public interface ProblemForm {

    /** Sends the whole response. */
    void send(ServerRequest request, ServerResponse response, Problem problem);

    /** A handler whose problems are written in this form. */
    default Handler around(Handler handler) {
        return (request, response) -> {
            try {
                handler.handle(request, response);
            } catch (ProblemException e) {
                send(request, response, e.problem());
            }
        };
    }
}
