package dev.edgeinfer.http.security;

import dev.edgeinfer.auth.Caller;
import dev.edgeinfer.auth.Sessions;
import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/** How a browser shows that somebody has logged in: a cookie that no script sees and no other site sends. */
final class SessionCookie {

    private final Sessions sessions;
    private final boolean encrypted;
    private final String name;

    /** @param encrypted whether connections are; the cookie is then never sent without */
    SessionCookie(Sessions sessions, boolean encrypted) {
        this.sessions = sessions;
        this.encrypted = encrypted;
        // Browsers accept this prefix only from the host itself, encrypted and for all paths.
        this.name = encrypted ? "__Host-edge-infer" : "edge-infer";
    }

    void begin(ServerResponse response, Caller caller) {
        set(response, sessions.begin(caller), Sessions.LONGEST);
    }

    Optional<Caller> caller(ServerRequest request) {
        return secret(request).flatMap(sessions::caller);
    }

    void end(ServerRequest request, ServerResponse response) {
        secret(request).ifPresent(sessions::end);
        set(response, "", Duration.ZERO);
    }

    private Optional<String> secret(ServerRequest request) {
        return request.headers().contains(HeaderNames.COOKIE)
                ? request.headers().cookies().first(name).asOptional()
                : Optional.empty();
    }

    private void set(ServerResponse response, String value, Duration age) {
        response.header(
                HeaderNames.SET_COOKIE,
                SetCookie.builder(name, value)
                        .path("/")
                        .maxAge(age)
                        .httpOnly(true)
                        .secure(encrypted)
                        .sameSite(SetCookie.SameSite.STRICT)
                        .build()
                        .text());
    }
}
