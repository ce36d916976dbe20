package dev.edgeinfer.http;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/**
 * One thing the API offers. What is offered by {@code GET} is by {@code HEAD} too.
 *
 * @param path path pattern in Helidon's syntax, {@code {name}} for a parameter, {@code {+name}} for one that may
 *     have slashes
 * @param summary what it answers or does, for the index
 * @param handler writes the response; called on a virtual thread, by many at once
 */
record Route(Method method, String path, String summary, Handler handler) {

    static Route get(String path, String summary, Handler handler) {
        return new Route(Method.GET, path, summary, handler);
    }

    /** One that changes something: not for pages of other sites, see {@link ForeignPages}. */
    static Route put(String path, String summary, Handler handler) {
        return new Route(Method.PUT, path, summary, ForeignPages.refused(handler));
    }

    /** As {@link #put}. */
    static Route post(String path, String summary, Handler handler) {
        return new Route(Method.POST, path, summary, ForeignPages.refused(handler));
    }

    /** As {@link #put}. */
    static Route delete(String path, String summary, Handler handler) {
        return new Route(Method.DELETE, path, summary, ForeignPages.refused(handler));
    }
}
