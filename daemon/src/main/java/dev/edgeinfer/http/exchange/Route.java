package dev.edgeinfer.http.exchange;

import dev.edgeinfer.auth.Role;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing the API offers. What is offered by {@code GET} is by {@code HEAD} too.
 *
 * @param path path pattern in Helidon's syntax, {@code {name}} for a parameter, {@code {+name}} for one that may
 *     have slashes
 * @param summary what it answers or does, for the index
 * @param handler writes the response; called on a virtual thread, by many at once
 * @param role what a caller must be at least; empty: nobody
 * @param token finds the token of a caller that cannot send an {@code Authorization}; asked only where that is missing
 * @param changes whether something is otherwise afterwards, so that the log names who asked
 */
public record Route(
        Method method,
        String path,
        String summary,
        Handler handler,
        Optional<Role> role,
        Function<ServerRequest, Optional<String>> token,
        boolean changes) {

    private static final Function<ServerRequest, Optional<String>> NONE = _ -> Optional.empty();

    public static Route get(String path, String summary, Handler handler) {
        return new Route(Method.GET, path, summary, handler, Optional.of(Role.VIEW), NONE, false);
    }

    /** One that changes something or costs much: for those who may operate. */
    public static Route put(String path, String summary, Handler handler) {
        return new Route(Method.PUT, path, summary, handler, Optional.of(Role.OPERATE), NONE, true);
    }

    /** As {@link #put}. */
    public static Route post(String path, String summary, Handler handler) {
        return new Route(Method.POST, path, summary, handler, Optional.of(Role.OPERATE), NONE, true);
    }

    /** As {@link #put}. */
    public static Route patch(String path, String summary, Handler handler) {
        return new Route(Method.PATCH, path, summary, handler, Optional.of(Role.OPERATE), NONE, true);
    }

    /** As {@link #put}. */
    public static Route delete(String path, String summary, Handler handler) {
        return new Route(Method.DELETE, path, summary, handler, Optional.of(Role.OPERATE), NONE, true);
    }

    /** The same for those who have another role. */
    public Route needs(Role other) {
        return new Route(method, path, summary, handler, Optional.of(other), token, changes);
    }

    /** The same of one whose callers may bring their tokens in another way too. */
    public Route takingToken(Function<ServerRequest, Optional<String>> finder) {
        return new Route(method, path, summary, handler, role, finder, changes);
    }

    /** The same of one that only answers, at whatever cost. */
    public Route changingNothing() {
        return new Route(method, path, summary, handler, role, token, false);
    }

    /** The same for everyone, also who has not logged in. */
    public Route open() {
        return new Route(method, path, summary, handler, Optional.empty(), token, changes);
    }
}
