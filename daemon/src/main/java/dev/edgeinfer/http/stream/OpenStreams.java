package dev.edgeinfer.http.stream;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The streams that are open at one server: no more than it bears, and none to a client that has stopped reading. Any thread
 * may call.
 */
public final class OpenStreams implements AutoCloseable {

    /** A client that takes longer for one piece is gone, or might as well be. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For proxies, which would hold a stream back until it is long. */
    private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");

    private static final int RETRY_AFTER_SECONDS = 10;
    private static final Duration FAREWELL = Duration.ofMillis(100);

    private final int most;
    private final int mostPerClient;
    private final LongSupplier nanos;
    private final Set<OpenStream> open = new HashSet<>();
    private final Map<InetAddress, Integer> byClient = new HashMap<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stream-watch").daemon().factory());
    private boolean closed;

    /**
     * @param most streams at a time
     * @param mostPerClient streams at a time of one address that is not this machine's; the latter may be a proxy
     */
    OpenStreams(int most, int mostPerClient, LongSupplier nanos) {
        this.most = most;
        this.mostPerClient = mostPerClient;
        this.nanos = nanos;
        watch.scheduleWithFixedDelay(this::cutStuck, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Begins a response that goes on.
     *
     * @param kind what metrics call the stream
     * @return null: it was a {@code HEAD}, which is answered
     * @throws ProblemException when there are as many streams as there may be
     */
    OpenStream begin(ServerRequest request, ServerResponse response, String mediaType, String kind) {
        boolean head = request.prologue().method().equals(Method.HEAD);
        OpenStream stream = head ? null : open(kind, client(request));
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(Reply.NO_STORE)
                .header(UNBUFFERED)
                .header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (head) {
            response.send();
        }
        return stream;
    }

    private static InetAddress client(ServerRequest request) {
        return ((InetSocketAddress) request.remotePeer().address()).getAddress();
    }

    /**
     * Opens a stream that the calling thread will write.
     *
     * @param kind what metrics call it
     * @throws ProblemException when there are as many as there may be
     */
    synchronized OpenStream open(String kind, InetAddress client) {
        if (closed) {
            throw refused("The daemon stops");
        }
        if (open.size() >= most) {
            throw refused("%d streams are open, and http.max-streams allows no more".formatted(open.size()));
        }
        int theirs = byClient.getOrDefault(client, 0);
        if (!client.isLoopbackAddress() && theirs >= mostPerClient) {
            throw refused("%d streams to %s are open, and http.max-streams-per-client allows no more"
                    .formatted(theirs, client.getHostAddress()));
        }
        var stream = new OpenStream(kind, nanos, over -> remove(over, client));
        open.add(stream);
        byClient.merge(client, 1, Integer::sum);
        return stream;
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(
                ProblemType.TOO_MANY_STREAMS,
                reason + "; try again later",
                Map.of(Reply.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }

    private synchronized void remove(OpenStream stream, InetAddress client) {
        if (open.remove(stream)) {
            byClient.merge(client, -1, (before, one) -> before + one == 0 ? null : before + one);
            notifyAll();
        }
    }

    /** How many are open, by kind. */
    public synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        open.forEach(stream -> counts.merge(stream.kind(), 1, Integer::sum));
        return counts;
    }

    /** Cuts the connections of clients that have not read for {@link #PATIENCE}. */
    void cutStuck() {
        long now = nanos.getAsLong();
        snapshot().stream()
                .filter(stream -> stream.stuckNanos(now) > PATIENCE.toNanos())
                .forEach(stream -> stream.end(true));
    }

    private synchronized List<OpenStream> snapshot() {
        return List.copyOf(open);
    }

    /** Ends all streams; those whose clients do not read lose their connections. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        watch.shutdownNow();
        snapshot().forEach(stream -> stream.end(false));
        awaitNone();
        snapshot().forEach(stream -> stream.end(true));
    }

    private synchronized void awaitNone() {
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        try {
            for (long left = FAREWELL.toMillis();
                    left > 0 && !open.isEmpty();
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
