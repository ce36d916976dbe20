package dev.edgeinfer.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of routes, and what each answers. */
final class Api {

    private final ApiSources sources;
    private final Reply reply;
    private final List<Route> routes;

    Api(ApiSources sources, Reply reply) {
        this.sources = sources;
        this.reply = reply;
        var events = new EventRoutes(sources::store, reply);
        this.routes = List.of(
                new Route("/", "this list", this::index),
                new Route("/detections", "what every camera sees now", this::detections),
                new Route("/tracks", "objects that are followed, zones and lines", this::tracks),
                new Route(
                        "/cameras/{camera}/snapshot.jpg",
                        "the newest frame of a camera; ?boxes=true draws the detections",
                        this::snapshot),
                new Route("/events", "what happened, newest first; filters and pages by parameters", events::list),
                new Route("/events/{id}", "one event, with its path", events::event),
                new Route("/events/{id}/snapshot.jpg", "the best picture of an event", events::snapshot),
                new Route("/gpio", "GPIO lines and their values", this::gpio),
                new Route("/health", "whether all is well, and what is not", this::health));
    }

    void route(HttpRouting.Builder routing) {
        var read = Method.predicate(Method.GET, Method.HEAD);
        for (Route route : routes) {
            routing.route(read, PathMatchers.create(route.path()), route.handler());
            routing.any(route.path(), Api::wrongMethod);
        }
        routing.any(this::unknownRoute);
    }

    private void index(ServerRequest request, ServerResponse response) {
        String lines = routes.stream()
                .map(route -> "GET %-32s %s%n".formatted(route.path(), route.summary()))
                .collect(Collectors.joining());
        reply.text(request, response, "edge-infer\n\n" + lines);
    }

    private void detections(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.detections());
    }

    private void tracks(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.tracks());
    }

    private void gpio(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.gpio());
    }

    private void health(ServerRequest request, ServerResponse response) {
        HealthDocument health = sources.health();
        reply.json(request, response, health.ready() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, health);
    }

    private void snapshot(ServerRequest request, ServerResponse response) {
        String camera = request.path().pathParameters().get("camera");
        boolean boxes = flag(request, "boxes");
        if (!sources.cameras().contains(camera)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_CAMERA,
                    "No camera is called \"%s\"; there are: %s".formatted(camera, String.join(", ", sources.cameras())),
                    Map.of("cameras", sources.cameras()));
        }
        byte[] jpeg = sources.snapshot(camera, boxes)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NO_FRAME_YET,
                        "Camera \"%s\" has not delivered a frame yet; GET /health says how it is".formatted(camera)));
        reply.send(request, response, Status.OK_200, "image/jpeg", jpeg);
    }

    private static boolean flag(ServerRequest request, String name) {
        String value = request.query().first(name).orElse("false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ProblemException(
                        ProblemType.BAD_PARAMETER,
                        "Parameter \"%s\" must be true or false, not \"%s\"".formatted(name, value),
                        Map.of("parameter", name));
        };
    }

    private static void wrongMethod(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ALLOW, "GET, HEAD");
        throw new ProblemException(
                ProblemType.WRONG_METHOD,
                "%s does not take %s; use GET or HEAD"
                        .formatted(
                                request.path().path(),
                                request.prologue().method().text()));
    }

    private void unknownRoute(ServerRequest request, ServerResponse response) {
        List<String> paths = routes.stream().map(Route::path).toList();
        throw new ProblemException(
                ProblemType.UNKNOWN_ROUTE,
                "There is nothing at %s; there is: %s".formatted(request.path().path(), String.join(", ", paths)),
                Map.of("routes", paths));
    }
}
