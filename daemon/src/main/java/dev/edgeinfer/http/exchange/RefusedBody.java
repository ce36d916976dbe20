package dev.edgeinfer.http.exchange;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that nobody wants, because its request is refused. A connection that is closed with bytes unread takes the answer
 * with it (RFC 9112, section 9.6), so some of it is read first; then the connection ends.
 */
public final class RefusedBody {

    /** How long and how much of it is read. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final long MOST_LINGERING = 64 << 20;
    private static final int CHUNK = 1 << 16;

    private RefusedBody() {}

    /**
     * Reads what comes of the body, if there is one, and has the connection end with the response. A client that waits for a
     * word before it sends has sent nothing.
     *
     * @param late answers the client, on another thread, when the rest does not come
     * @throws CloseConnectionException when the client was answered so, or went away
     */
    public static void drain(ServerRequest request, ServerResponse response, Runnable late) {
        if (!request.content().hasEntity()) {
            return;
        }
        response.header(HeaderValues.CONNECTION_CLOSE);
        if (request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent()) {
            return;
        }
        var watch = new BodyWatch(LINGER, late);
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream content = BodyStream.of(request);
            long total = 0;
            for (int read = content.read(chunk); read >= 0 && total < MOST_LINGERING; read = content.read(chunk)) {
                total += read;
            }
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the client went away before its body was complete", e);
        } finally {
            if (!watch.end()) {
                throw new CloseConnectionException("the body of a refused request did not come in time");
            }
        }
    }
}
