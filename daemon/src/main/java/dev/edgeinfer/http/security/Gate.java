package dev.edgeinfer.http.security;

import dev.edgeinfer.auth.Caller;
import dev.edgeinfer.auth.Logins;
import dev.edgeinfer.auth.RequestRate;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.Sessions;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.CallerName;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Refusals;
import dev.edgeinfer.http.exchange.RefusedBody;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before its route: the name it calls us by, how often its client asks, the page that it comes from, and
 * who sends it. {@link #guarded} then asks whether that one may. Any thread may call.
 */
public final class Gate implements Filter {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    /** On every answer; a page loosens the policy for itself. */
    public static final List<Header> PROTECTION = List.of(
            HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"),
            HeaderValues.createCached("Referrer-Policy", "no-referrer"),
            HeaderValues.createCached("X-Frame-Options", "DENY"),
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));

    private static final HeaderName FETCH_MODE = HeaderNames.create("Sec-Fetch-Mode");

    /** Our page sends it along: browsers tell the mode only where connections are encrypted or local. */
    private static final HeaderName REQUESTED_WITH = HeaderNames.create("X-Requested-With");

    private static final int LONGEST_PASSWORD = 1024;

    /** Who calls when nobody has to log in. */
    private static final Caller EVERYONE = new Caller(CallerName.UNKNOWN, Role.ADMIN);

    private final HostNames hosts;
    private final ForeignPages pages;
    private final RequestRate rate;
    private final Optional<Logins> logins;
    private final SessionCookie cookie;
    private final SelfRequest self;
    private final Reply reply;
    private final Refusals refusals = new Refusals();

    /** @param self is let in whatever the configuration says */
    public Gate(HttpConfig config, SelfRequest self, Reply reply, LongSupplier nanoTime) {
        this.self = self;
        this.reply = reply;
        hosts = HostNames.of(config);
        pages = new ForeignPages(config.access().origins());
        rate = new RequestRate(config.access().maxRequestsPerSecond(), nanoTime);
        logins = Optional.of(config.access().accounts())
                .filter(accounts -> !accounts.isEmpty())
                .map(accounts -> new Logins(accounts, nanoTime));
        cookie = new SessionCookie(new Sessions(nanoTime), config.access().tls().isPresent());
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        PROTECTION.forEach(response::header);
        try {
            pass(chain, request, response);
        } catch (ProblemException e) {
            // Answered here: filters before this one must see the answer, and end the connection if it says so.
            refusals.count(e.problem().kind());
            drain(request, response, e);
            reply.problem(request, response, e.problem());
        }
    }

    private void pass(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (self.isOrigin(request)) {
            request.context().register(EVERYONE);
            chain.proceed();
            return;
        }
        verifyHost(request);
        Duration wait = rate.take(ClientAddress.network(request));
        if (wait.isPositive()) {
            throw tooMany(response, ProblemType.TOO_MANY_REQUESTS, "http.max-requests-per-second is exceeded", wait);
        }
        if (!pages.answer(request, response)) {
            caller(request, response).ifPresent(request.context()::register);
            chain.proceed();
        }
    }

    /** The handler of a route for those alone who have its role. */
    public Handler guarded(Route route) {
        return guarded(route.role(), route.token(), route.handler());
    }

    /** A handler for those alone who have a role. */
    public Handler guarded(Role needed, Handler handler) {
        return guarded(Optional.of(needed), _ -> Optional.empty(), handler);
    }

    private Handler guarded(Optional<Role> needed, Function<ServerRequest, Optional<String>> token, Handler handler) {
        return needed.isEmpty()
                ? handler
                : (request, response) -> {
                    verifyOrDrain(request, response, needed.get(), token);
                    handler.handle(request, response);
                };
    }

    /** Who sends a request that has passed; empty: nobody that we know. */
    public Optional<Caller> caller(ServerRequest request) {
        return request.context().get(Caller.class);
    }

    /** What has been refused so far; others that refuse count there too. */
    public Refusals refusals() {
        return refusals;
    }

    /** Whether callers have to say who they are. */
    boolean isLocked() {
        return logins.isPresent();
    }

    /**
     * Begins a session in the browser of the client.
     *
     * @throws ProblemException when the password is wrong
     */
    Caller logIn(ServerRequest request, ServerResponse response, String name, String password) {
        Logins known = logins.orElseThrow(() -> new ProblemException(
                ProblemType.NO_ACCOUNTS, "The configuration names nobody in http.auth, so everyone may call"));
        Caller caller = accepted(request, response, password(known, ClientAddress.network(request), name, password));
        cookie.begin(response, caller);
        request.context().register(caller);
        return caller;
    }

    /** Ends the session of the client, if there is one. */
    void logOut(ServerRequest request, ServerResponse response) {
        cookie.end(request, response);
    }

    private void verifyOrDrain(
            ServerRequest request,
            ServerResponse response,
            Role needed,
            Function<ServerRequest, Optional<String>> token) {
        try {
            if (caller(request).isEmpty()) {
                token.apply(request)
                        .map(found -> ofToken(request, response, logins.orElseThrow(), found))
                        .ifPresent(request.context()::register);
            }
            verify(request, response, needed);
        } catch (ProblemException e) {
            refusals.count(e.problem().kind());
            drain(request, response, e);
            throw e;
        }
    }

    private void drain(ServerRequest request, ServerResponse response, ProblemException refusal) {
        RefusedBody.drain(request, response, () -> reply.problem(request, response, refusal.problem()));
    }

    private void verify(ServerRequest request, ServerResponse response, Role needed) {
        Caller caller = caller(request).orElseThrow(() -> notLoggedIn(request, response, "Log in"));
        if (!caller.role().includes(needed)) {
            throw new ProblemException(
                    ProblemType.WRONG_ROLE,
                    "\"%s\" has the role %s; this needs %s"
                            .formatted(caller.name(), Json.word(caller.role()), Json.word(needed)));
        }
    }

    private void verifyHost(ServerRequest request) {
        if (!hosts.contain(request.authority())) {
            throw new ProblemException(
                    ProblemType.WRONG_HOST,
                    "The API is called by an address or a name of this machine; add another name to http.hosts");
        }
    }

    private Optional<Caller> caller(ServerRequest request, ServerResponse response) {
        if (logins.isEmpty()) {
            return Optional.of(EVERYONE);
        }
        Optional<String> authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        return authorization.isPresent()
                ? Optional.of(authorized(request, response, logins.get(), authorization.get()))
                : cookie.caller(request);
    }

    private Caller authorized(ServerRequest request, ServerResponse response, Logins known, String authorization) {
        String[] parts = authorization.strip().split(" +", 2);
        String credentials = parts.length == 2 ? parts[1] : "";
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> ofToken(request, response, known, credentials);
            case "basic" -> basic(request, response, known, credentials);
            default -> throw notLoggedIn(request, response, "Authorization is neither Basic nor Bearer");
        };
    }

    private static Caller ofToken(ServerRequest request, ServerResponse response, Logins known, String token) {
        return accepted(request, response, known.token(ClientAddress.network(request), token));
    }

    private Caller basic(ServerRequest request, ServerResponse response, Logins known, String credentials) {
        String text;
        try {
            text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notLoggedIn(request, response, "Authorization is not Base64");
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw notLoggedIn(request, response, "Authorization has no password");
        }
        String name = text.substring(0, colon);
        return accepted(
                request, response, password(known, ClientAddress.network(request), name, text.substring(colon + 1)));
    }

    private static Logins.Outcome password(Logins known, String client, String name, String password) {
        return name.length() > LONGEST_PASSWORD || password.length() > LONGEST_PASSWORD
                ? new Logins.Outcome.Wrong()
                : known.password(client, name, password);
    }

    private static Caller accepted(ServerRequest request, ServerResponse response, Logins.Outcome outcome) {
        return switch (outcome) {
            case Logins.Outcome.Right(Caller caller) -> caller;
            case Logins.Outcome.Wrong() -> {
                log.warn("a login from {} failed", ClientAddress.of(request));
                throw notLoggedIn(request, response, "Name, password or token is wrong");
            }
            case Logins.Outcome.TooMany(Duration wait) ->
                throw tooMany(response, ProblemType.TOO_MANY_LOGINS, "Logins from here or by this name failed", wait);
        };
    }

    /** A browser would show a window of its own for each request of our page; it does so only where somebody goes to. */
    private static ProblemException notLoggedIn(ServerRequest request, ServerResponse response, String reason) {
        boolean ofPage = isOfPage(request);
        response.header(
                HeaderNames.WWW_AUTHENTICATE,
                ofPage
                        ? "Bearer realm=\"edge-infer\""
                        : "Basic realm=\"edge-infer\", charset=\"UTF-8\", Bearer realm=\"edge-infer\"");
        return new ProblemException(
                ProblemType.NOT_LOGGED_IN,
                reason + "; send Authorization: Basic with name and password, or Authorization: Bearer with a token");
    }

    private static boolean isOfPage(ServerRequest request) {
        return request.headers().contains(REQUESTED_WITH)
                || request.headers()
                        .first(HeaderNames.ACCEPT)
                        .filter("text/event-stream"::equals)
                        .isPresent()
                || request.headers()
                        .first(FETCH_MODE)
                        .filter(mode -> !mode.equals("navigate"))
                        .isPresent();
    }

    private static ProblemException tooMany(ServerResponse response, ProblemType type, String reason, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
        return new ProblemException(type, "%s; try again in %d s".formatted(reason, seconds));
    }
}
