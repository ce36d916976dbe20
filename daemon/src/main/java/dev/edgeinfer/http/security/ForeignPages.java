package dev.edgeinfer.http.security;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps pages of other sites from changing anything: a browser on this machine reaches the API also when it listens on
 * loopback only, and sends a {@code POST} for any page that asks it to. What is no browser sends no {@code Origin}. Pages
 * of origins that the configuration allows may call as our own; they never bring the cookie of a session.
 */
final class ForeignPages {

    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Set<Method> HARMLESS = Set.of(Method.GET, Method.HEAD, Method.OPTIONS);

    private final List<String> allowed;

    /** @param allowed origins of other sites */
    ForeignPages(List<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * Lets a page that may read the answer.
     *
     * @return whether it was only asked what the page may, which is answered
     * @throws ProblemException when a page asks for what it may not
     */
    boolean answer(ServerRequest request, ServerResponse response) {
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
        if (!allowed.isEmpty()) {
            response.header(HeaderValues.create(HeaderNames.VARY, "Origin"));
        }
        Method method = request.prologue().method();
        if (origin.filter(allowed::contains).isPresent()) {
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get());
            return method.equals(Method.OPTIONS) && preflight(request, response);
        }
        if (!HARMLESS.contains(method) && isForeign(request, origin)) {
            throw new ProblemException(
                    ProblemType.FOREIGN_PAGE,
                    "This was asked by a page of %s; only pages of the API itself and of http.cors may"
                            .formatted(origin.orElse("another site")));
        }
        return false;
    }

    private static boolean preflight(ServerRequest request, ServerResponse response) {
        if (!request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            return false;
        }
        response.status(Status.NO_CONTENT_204)
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE")
                .header(
                        HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                        "Authorization, Content-Type, If-Match, Last-Event-ID")
                .header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600")
                .send();
        return true;
    }

    private static boolean isForeign(ServerRequest request, Optional<String> origin) {
        boolean crossSite = request.headers()
                .first(FETCH_SITE)
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent();
        return crossSite || origin.filter(o -> !isOf(o, request)).isPresent();
    }

    private static boolean isOf(String origin, ServerRequest request) {
        try {
            return request.authority().equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
