package dev.edgeinfer.http.openapi;

import dev.edgeinfer.http.exchange.Route;
import io.helidon.common.LazyValue;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shows the OpenAPI document, as YAML and as JSON. */
public final class OpenApiRoutes {

    /** A client may keep it, and asks whether it is still the same. */
    private static final Header REVALIDATE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");

    private OpenApiRoutes() {}

    public static List<Route> all() {
        return List.of(
                Route.get(
                        "/openapi.yaml", "this API as OpenAPI 3.1", handler("application/yaml", OpenApiDocument::yaml)),
                Route.get("/openapi.json", "the same as JSON", handler("application/json", OpenApiDocument::json)));
    }

    /** One form of the document, and what tells it from that of another version. */
    private record Form(byte[] bytes, String tag) {

        static Form of(byte[] bytes) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new Form(bytes, "\"%s\"".formatted(HexFormat.of().formatHex(hash, 0, 8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no SHA-256", e);
            }
        }

        boolean isKnown(ServerRequest request) {
            return request.headers().values(HeaderNames.IF_NONE_MATCH).stream()
                    .flatMap(header -> Stream.of(header.split(",")))
                    .map(String::strip)
                    .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
        }
    }

    private static Handler handler(String mediaType, Function<OpenApiDocument, byte[]> form) {
        // Most daemons are never asked for it.
        LazyValue<Form> made = LazyValue.create(() -> Form.of(form.apply(OpenApiDocument.read())));
        return (request, response) -> send(request, response, mediaType, made.get());
    }

    private static void send(ServerRequest request, ServerResponse response, String mediaType, Form form) {
        response.header(REVALIDATE).header(HeaderNames.ETAG, form.tag());
        if (form.isKnown(request)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(form.bytes().length);
            response.send();
        } else {
            response.send(form.bytes());
        }
    }
}
