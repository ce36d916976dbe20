package dev.edgeinfer.http.security;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off clients that send a request bit by bit to keep a connection busy: its headers must be there within some seconds
 * after its first line, its body within a minute after its headers.
 */
public final class SlowClients implements AutoCloseable {

    static final Duration HEADERS_WITHIN = Duration.ofSeconds(10);
    public static final Duration BODY_WITHIN = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(SlowClients.class);

    private final LongSupplier nanoTime;
    private final Map<ConnectionContext, Long> deadlines = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("slow-clients").daemon().factory());

    public SlowClients(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        watch.scheduleWithFixedDelay(this::cutOff, 1, 1, TimeUnit.SECONDS);
    }

    public Http1ConnectionListener receiving() {
        return new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext connection, HttpPrologue prologue) {
                await(connection, HEADERS_WITHIN);
            }

            @Override
            public void headers(ConnectionContext connection, Headers headers) {
                boolean hasBody =
                        headers.contains(HeaderNames.TRANSFER_ENCODING) || headers.contains(HeaderNames.CONTENT_LENGTH);
                if (hasBody) {
                    await(connection, BODY_WITHIN);
                } else {
                    deadlines.remove(connection);
                }
            }
        };
    }

    public Http1ConnectionListener sending() {
        return new Http1ConnectionListener() {
            @Override
            public void status(ConnectionContext connection, Status status) {
                deadlines.remove(connection);
            }
        };
    }

    private void await(ConnectionContext connection, Duration patience) {
        deadlines.put(connection, nanoTime.getAsLong() + patience.toNanos());
    }

    /** Cuts off who is late now. */
    public void cutOff() {
        long now = nanoTime.getAsLong();
        deadlines.forEach((connection, deadline) -> {
            if (now - deadline > 0 && deadlines.remove(connection, deadline)) {
                log.debug(
                        "{} sends too slowly and is cut off",
                        connection.remotePeer().address());
                connection.serverSocket().close();
            }
        });
    }

    /** Requests that are awaited. */
    public int awaited() {
        return deadlines.size();
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
