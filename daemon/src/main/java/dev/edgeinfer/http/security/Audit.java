package dev.edgeinfer.http.security;

import dev.edgeinfer.auth.Caller;
import dev.edgeinfer.http.exchange.Route;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log who has asked for a change, for which one, from where, and what the answer was. Queries and bodies, which may
 * have secrets, are not in it. Strangers are not in it either: they change nothing. Any thread may call.
 */
public final class Audit {

    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    private static final int LONGEST_PATH = 200;
    private static final int FIRST_REFUSAL = 400;

    private Audit() {}

    /**
     * A handler that is noted down, if its route changes something.
     *
     * @param handler that of the route, with whatever refuses a caller
     */
    public static Handler of(Route route, Handler handler) {
        return !route.changes()
                ? handler
                : (request, response) -> {
                    response.whenSent(() -> request.context()
                            .get(Caller.class)
                            .ifPresent(caller ->
                                    note(request, caller, response.status().code())));
                    handler.handle(request, response);
                };
    }

    private static void note(ServerRequest request, Caller caller, int status) {
        String method = request.prologue().method().text();
        String whole = request.path().rawPath();
        String path = whole.length() > LONGEST_PATH ? whole.substring(0, LONGEST_PATH) + "…" : whole;
        String from = ClientAddress.of(request);
        // Two statements: of each the log writes so many a second, and who is refused must not push out who is not.
        if (status < FIRST_REFUSAL) {
            log.info("{} {} by {} from {}: {}", method, path, caller.name(), from, status);
        } else {
            log.info("{} {} by {} from {} was refused: {}", method, path, caller.name(), from, status);
        }
    }
}
