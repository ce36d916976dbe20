package dev.edgeinfer.http.exchange;

import dev.edgeinfer.auth.Caller;
import io.helidon.webserver.http.ServerRequest;

/** What those who ask are called, wherever it is told who did something. */
public final class CallerName {

    /** Where nobody has to log in, the way by which it was asked. */
    public static final String UNKNOWN = "http";

    private CallerName() {}

    /** Name of the user or the token that a request came with. */
    public static String of(ServerRequest request) {
        return request.context().get(Caller.class).map(Caller::name).orElse(UNKNOWN);
    }
}
