package dev.edgeinfer.http.configuration;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.config.ConfigSchema;
import dev.edgeinfer.config.edit.ConfigSnapshot;
import dev.edgeinfer.config.edit.ConfigWish;
import dev.edgeinfer.config.edit.MergePatch;
import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.RequestBody;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.CameraNames;
import dev.edgeinfer.http.source.Configuration;
import dev.edgeinfer.http.source.Configuration.Change;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The configuration, and the zones and lines of a camera as a part of it. */
public final class ConfigurationRoutes {

    private static final String ZONES = "/cameras/{camera}/zones";
    private static final List<String> SCENE = List.of("zones", "lines");
    private static final String EXAMPLE = "{\"zones\": {\"door\": [[0.1, 0.6], [0.9, 0.6], [0.9, 1]]}, \"lines\": {}}";
    private static final HeaderName ACCEPT_PATCH = HeaderNames.create("Accept-Patch");

    private static final List<String> WHOLE =
            Stream.concat(ConfigBody.YAML.stream(), Stream.of(ConfigBody.JSON)).toList();

    private final Supplier<ApiSources> sources;
    private final CameraNames names;
    private final Reply reply;

    private ConfigurationRoutes(Supplier<ApiSources> sources, Reply reply) {
        this.sources = sources;
        this.names = new CameraNames(sources);
        this.reply = reply;
    }

    public static List<Route> of(Supplier<ApiSources> sources, Reply reply) {
        var routes = new ConfigurationRoutes(sources, reply);
        return List.of(
                Route.get(
                        "/config",
                        "the configuration as JSON; with Accept: application/yaml the file with its comments",
                        routes::show),
                Route.put("/config", "another configuration, as YAML or JSON, with If-Match", routes::put)
                        .needs(Role.ADMIN),
                Route.patch("/config", "some of it changed, by a JSON merge patch, with If-Match", routes::patch)
                        .needs(Role.ADMIN),
                Route.post("/config/validate", "what is wrong with a configuration", routes::validate)
                        .needs(Role.ADMIN)
                        .changingNothing(),
                Route.get("/config/schema.json", "JSON Schema of the configuration", routes::schema),
                Route.get(ZONES, "zones and lines of a camera as they are written", routes::scene),
                Route.put(ZONES, "other zones and lines: " + EXAMPLE + ", with If-Match", routes::putScene)
                        .needs(Role.ADMIN));
    }

    private Configuration configuration() {
        return sources.get().configuration();
    }

    private void show(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        ConfigSnapshot snapshot = Refusals.read(response, () -> configuration().read());
        response.header(HeaderNames.VARY, "Accept");
        response.header(ACCEPT_PATCH, ConfigBody.MERGE_PATCH);
        response.header(HeaderNames.ETAG, EntityTags.of(snapshot.version()));
        if (EntityTags.isKnown(request, snapshot.version())) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else if (wantsYaml(request)) {
            byte[] text = Refusals.read(response, snapshot::text).getBytes(StandardCharsets.UTF_8);
            reply.send(request, response, Status.OK_200, ConfigBody.YAML.getFirst(), text);
        } else {
            reply.json(request, response, Status.OK_200, Refusals.read(response, () -> ConfigDocument.of(snapshot)));
        }
    }

    /** The first kind that is named counts, as nobody who wants YAML names JSON before it. */
    private static boolean wantsYaml(ServerRequest request) {
        String accepted = request.headers().first(HeaderNames.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
        return Stream.of(accepted.split(","))
                .map(kind -> kind.split(";", 2)[0].strip())
                .filter(kind -> kind.equals(ConfigBody.JSON) || ConfigBody.YAML.contains(kind))
                .findFirst()
                .filter(ConfigBody.YAML::contains)
                .isPresent();
    }

    private void put(ServerRequest request, ServerResponse response) {
        apply(request, response, whole(request));
    }

    private void patch(ServerRequest request, ServerResponse response) {
        ConfigBody.type(request, List.of(ConfigBody.MERGE_PATCH, ConfigBody.JSON));
        Map<String, Object> patch = ConfigBody.object(request);
        apply(request, response, new ConfigWish.Values(values -> MergePatch.applied(values, patch)));
    }

    private void validate(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        ConfigWish wish = whole(request);
        reply.json(
                request,
                response,
                Status.OK_200,
                Refusals.answered(
                        response, () -> VerdictDocument.of(configuration().check(wish))));
    }

    private static ConfigWish whole(ServerRequest request) {
        if (ConfigBody.type(request, WHOLE).equals(ConfigBody.JSON)) {
            Map<String, Object> wanted = ConfigBody.object(request);
            return new ConfigWish.Values(_ -> wanted);
        }
        return new ConfigWish.Text(ConfigBody.bytes(request));
    }

    private void scene(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        String camera = names.of(request);
        ConfigSnapshot snapshot = Refusals.read(response, () -> configuration().read());
        response.header(HeaderNames.ETAG, EntityTags.of(snapshot.version()));
        reply.json(request, response, Status.OK_200, Refusals.read(response, () -> SceneDocument.of(camera, snapshot)));
    }

    private void putScene(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        ConfigBody.type(request, List.of(ConfigBody.JSON));
        Map<String, Object> scene = ConfigBody.object(request);
        scene.forEach((kind, places) -> {
            if (!SCENE.contains(kind)) {
                throw RequestBody.wrong("has the unknown key \"%s\"".formatted(kind), EXAMPLE);
            }
            if (!(places instanceof Map<?, ?>)) {
                throw RequestBody.wrong("has \"%s\" that are no JSON object".formatted(kind), EXAMPLE);
            }
        });
        apply(request, response, new ConfigWish.Values(values -> withScene(values, camera, scene)));
    }

    /** What is none before and after is not written. */
    private static Map<String, Object> withScene(Map<String, Object> values, String camera, Map<String, Object> scene) {
        var cameras = copy(SceneDocument.below(values, "cameras"));
        var changed = copy(SceneDocument.below(cameras, camera));
        scene.forEach((kind, places) -> {
            if (changed.containsKey(kind) || !((Map<?, ?>) places).isEmpty()) {
                changed.put(kind, places);
            }
        });
        cameras.put(camera, changed);
        var all = copy(values);
        all.put("cameras", cameras);
        return all;
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> copy.put(key.toString(), value));
        return copy;
    }

    private void apply(ServerRequest request, ServerResponse response, ConfigWish wish) {
        Parameters.of(request.query(), Set.of());
        var expected = EntityTags.expected(request);
        Change change = Refusals.answered(response, () -> configuration().apply(expected, wish));
        try {
            response.header(HeaderNames.ETAG, EntityTags.of(change.version()));
            reply.json(request, response, Status.OK_200, ChangeDocument.of(change));
        } finally {
            change.answered().run();
        }
    }

    private void schema(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        try (InputStream schema = ConfigSchema.open()) {
            reply.send(request, response, Status.OK_200, "application/schema+json", schema.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the schema cannot be read", e);
        }
    }
}
