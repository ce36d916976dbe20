package dev.edgeinfer.http;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.http.configuration.ConfigurationRoutes;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.inference.InferenceRoutes;
import dev.edgeinfer.http.inference.UploadLimits;
import dev.edgeinfer.http.models.ModelRoutes;
import dev.edgeinfer.http.openapi.OpenApiRoutes;
import dev.edgeinfer.http.page.PageFiles;
import dev.edgeinfer.http.route.CameraRoutes;
import dev.edgeinfer.http.route.EventRoutes;
import dev.edgeinfer.http.route.GpioRoutes;
import dev.edgeinfer.http.route.MetricsRoutes;
import dev.edgeinfer.http.route.RuleRoutes;
import dev.edgeinfer.http.security.Audit;
import dev.edgeinfer.http.security.Gate;
import dev.edgeinfer.http.security.SessionRoutes;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.stream.MjpegRoutes;
import dev.edgeinfer.http.stream.StreamRoutes;
import dev.edgeinfer.http.stream.Streaming;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of routes, and what each answers. */
final class Api {

    /** What exists is not for strangers. */
    private static final Role ANYONE_KNOWN = Role.VIEW;

    private final Supplier<ApiSources> sources;
    private final Reply reply;
    private final MetricsRoutes metrics;
    private final Gate gate;
    private final PageFiles page = new PageFiles();
    private final List<Route> routes;

    Api(Supplier<ApiSources> sources, Reply reply, UploadLimits limits, Streaming streaming, Gate gate) {
        this.sources = sources;
        this.reply = reply;
        this.gate = gate;
        var sessions = new SessionRoutes(gate, reply);
        var cameras = new CameraRoutes(sources, reply, streaming.pictures());
        var mjpeg = new MjpegRoutes(sources, streaming.open(), streaming.pictures());
        var stream = new StreamRoutes(sources, streaming.open(), streaming.states());
        metrics = new MetricsRoutes(sources, reply, streaming.open(), gate.refusals());
        var events = new EventRoutes(() -> sources.get().store(), reply, streaming.pictures());
        var lines = new GpioRoutes(sources, reply);
        var rules = new RuleRoutes(sources, reply);
        List<Route> shown = List.of(
                Route.get("/", "the live page for browsers, this list for others", this::root)
                        .open(),
                Route.get("/detections", "what every camera sees now", this::detections),
                Route.get(
                        "/detections/stream", "the same and more as it happens, as Server-Sent Events", stream::stream),
                Route.get("/tracks", "objects that are followed, zones and lines", this::tracks),
                Route.get("/cameras", "every camera: how it is, and what there is of it", cameras::list),
                Route.get("/cameras/{camera}/detections", "what one camera sees now", cameras::detections),
                Route.get(
                        "/cameras/{camera}/snapshot.jpg",
                        "the newest picture of a camera; ?boxes=true draws the detections",
                        cameras::snapshot),
                Route.get(
                        "/cameras/{camera}/stream.mjpeg",
                        "its pictures as they come; ?fps=10&height=480",
                        mjpeg::stream),
                Route.get("/events", "what happened, newest first; filters and pages by parameters", events::list),
                Route.get("/events/{id}", "one event, with its path", events::event),
                Route.get("/events/{id}/snapshot.jpg", "the best picture of an event; ?height=144", events::snapshot),
                Route.get("/gpio", "GPIO lines and their values", this::gpio),
                Route.get(GpioRoutes.PATH, "one GPIO line", lines::show),
                Route.put(
                        GpioRoutes.PATH,
                        "holds an output: {\"value\": 1, \"timeoutMs\": 60000}; gives it back: {\"override\": null}",
                        lines::put),
                Route.delete(GpioRoutes.PATH, "gives an output back to the rules", lines::release),
                Route.get("/rules", "rules: their conditions, and how they stand", rules::list),
                Route.post("/rules/{rule}/test", "does what a rule does, for a second", rules::test),
                Route.get("/armed", "whether the board is armed", rules::armed),
                Route.put("/armed", "arms or disarms it: {\"armed\": true}", rules::arm),
                Route.get("/metrics", "what is measured, for Prometheus", metrics::metrics),
                Route.get("/info", "versions, board, backends", this::info),
                Route.get("/health", "whether all is well, and what is not", this::health)
                        .open(),
                Route.get("/session", "who you are", sessions::show).open(),
                Route.post("/login", "begins a session: {\"name\": \"anna\", \"password\": \"…\"}", sessions::logIn)
                        .open(),
                Route.get("/page/{file}", "what the live page is made of", this::pageFile)
                        .open(),
                Route.post("/logout", "ends it", sessions::logOut).open());
        this.routes = Stream.of(
                        shown,
                        OpenApiRoutes.all(),
                        ConfigurationRoutes.of(sources, reply),
                        new ModelRoutes(() -> sources.get().onDemand(), reply).routes(),
                        InferenceRoutes.of(() -> sources.get().onDemand(), reply, limits))
                .flatMap(List::stream)
                .toList();
    }

    List<Route> routes() {
        return routes;
    }

    /** Adds what every request passes, and then the routes. */
    void route(HttpRouting.Builder routing) {
        // Before the gate, so that what that one refuses is counted as well.
        routing.addFilter(metrics);
        routing.addFilter(gate);
        for (Route route : routes) {
            routing.route(
                    Method.predicate(methods(route)),
                    PathMatchers.create(route.path()),
                    MetricsRoutes.named(route.path(), Audit.of(route, gate.guarded(route))));
        }
        // In their order: of two paths that fit, the first one's methods are those that there are.
        Map<String, List<Route>> byPath =
                routes.stream().collect(Collectors.groupingBy(Route::path, LinkedHashMap::new, Collectors.toList()));
        byPath.forEach((path, same) -> {
            List<String> methods = same.stream()
                    .flatMap(route -> Stream.of(methods(route)))
                    .map(Method::text)
                    .toList();
            Handler wrong = gate.guarded(ANYONE_KNOWN, (request, response) -> wrongMethod(request, response, methods));
            routing.any(path, MetricsRoutes.named(path, wrong));
        });
        routing.any(gate.guarded(ANYONE_KNOWN, this::unknownRoute));
    }

    private static Method[] methods(Route route) {
        return route.method().equals(Method.GET)
                ? new Method[] {Method.GET, Method.HEAD}
                : new Method[] {route.method()};
    }

    /** Who has not logged in does so on the page; the list is for those alone who may call what it names. */
    private void root(ServerRequest request, ServerResponse response) throws Exception {
        if (page.isWanted(request)) {
            page.index(request, response);
        } else {
            gate.guarded(ANYONE_KNOWN, this::index).handle(request, response);
        }
    }

    private void pageFile(ServerRequest request, ServerResponse response) throws Exception {
        if (!page.file(request.path().pathParameters().get("file"), request, response)) {
            gate.guarded(ANYONE_KNOWN, this::unknownRoute).handle(request, response);
        }
    }

    private void index(ServerRequest request, ServerResponse response) {
        String lines = routes.stream()
                .map(route -> "%-6s %-32s %s%n".formatted(route.method().text(), route.path(), route.summary()))
                .collect(Collectors.joining());
        reply.text(request, response, "edge-infer\n\n" + lines);
    }

    private void detections(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().detections());
    }

    private void tracks(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().tracks());
    }

    private void info(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().info());
    }

    private void gpio(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().gpio());
    }

    private void health(ServerRequest request, ServerResponse response) {
        HealthDocument health = sources.get().health();
        // Load balancers and supervisors need the status alone; the rest tells of cameras, files and places.
        Object shown = gate.caller(request).isPresent()
                ? health
                : new HealthDocument.Brief(health.status(), health.live(), health.ready());
        reply.json(request, response, health.ready() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, shown);
    }

    private static void wrongMethod(ServerRequest request, ServerResponse response, List<String> methods) {
        response.header(HeaderNames.ALLOW, String.join(", ", methods));
        throw new ProblemException(
                ProblemType.WRONG_METHOD,
                "%s does not take %s; use %s"
                        .formatted(
                                request.path().path(),
                                request.prologue().method().text(),
                                String.join(" or ", methods)));
    }

    private void unknownRoute(ServerRequest request, ServerResponse response) {
        List<String> paths = routes.stream().map(Route::path).distinct().toList();
        throw new ProblemException(
                ProblemType.UNKNOWN_ROUTE,
                "There is nothing at %s; there is: %s".formatted(request.path().path(), String.join(", ", paths)),
                Map.of("routes", paths));
    }
}
