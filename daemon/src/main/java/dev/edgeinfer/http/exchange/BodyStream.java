package dev.edgeinfer.http.exchange;

import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;

/** The stream of the body of a request, which Helidon hands out once, for all who read of it in turn. */
public final class BodyStream {

    private BodyStream() {}

    /** The stream, at the place where the last reader left it. */
    public static InputStream of(ServerRequest request) {
        return request.context().get(InputStream.class).orElseGet(() -> {
            InputStream content = request.content().inputStream();
            use(request, content);
            return content;
        });
    }

    /** Has all who come read from this stream, such as one that gives again what was looked at. */
    public static void use(ServerRequest request, InputStream content) {
        request.context().register(content);
    }
}
