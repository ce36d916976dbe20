package dev.edgeinfer.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;

/**
 * Keeps pages of other sites from changing anything: a browser on this machine reaches the API also when it listens on
 * loopback only, and sends a {@code POST} for any page that asks it to. What is no browser sends no {@code Origin}.
 */
final class ForeignPages {

    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private ForeignPages() {}

    static Handler refused(Handler handler) {
        return (request, response) -> {
            if (isForeign(request)) {
                throw new ProblemException(
                        ProblemType.FOREIGN_PAGE,
                        "This was asked by a page of %s; only pages of the API itself may"
                                .formatted(request.headers()
                                        .first(HeaderNames.ORIGIN)
                                        .orElse("another site")));
            }
            handler.handle(request, response);
        };
    }

    private static boolean isForeign(ServerRequest request) {
        boolean crossSite = request.headers()
                .first(FETCH_SITE)
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent();
        return crossSite
                || request.headers()
                        .first(HeaderNames.ORIGIN)
                        .filter(origin -> !isOf(origin, request.authority()))
                        .isPresent();
    }

    private static boolean isOf(String origin, String authority) {
        try {
            return authority.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
