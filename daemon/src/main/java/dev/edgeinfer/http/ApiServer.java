package dev.edgeinfer.http;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.system.ListeningProcess;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API, listening from {@link #start} to {@link #close}. Each request runs on a virtual thread of its own, so a
 * route may block and must be safe to call from many threads.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

    /** How long {@link #close} waits for requests that are being answered. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Bytes that wait in the kernel for a client: more, and who reads slowly is shown the past. */
    private static final int SEND_BUFFER = 128 * 1024;

    private final WebServer server;
    private final InetAddress address;
    private final Streaming streaming;

    private ApiServer(WebServer server, InetAddress address, Streaming streaming) {
        this.server = server;
        this.address = address;
        this.streaming = streaming;
    }

    /**
     * Binds the address and begins to answer.
     *
     * @throws HttpStartException when the address cannot be bound
     */
    public static ApiServer start(HttpConfig config, ApiSources sources) {
        return start(config, sources, UploadLimits.DEFAULT);
    }

    static ApiServer start(HttpConfig config, ApiSources sources, UploadLimits limits) {
        InetAddress address = resolve(config);
        checkFree(config, address);
        if (!address.isLoopbackAddress()) {
            log.warn("the API listens on {}: everyone who can reach this machine can read it", config.listen());
        }
        var reply = new Reply(Json.mapper());
        var problems = new Problems(reply);
        Streaming streaming = Streaming.start(config, sources);
        WebServer server = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .idleConnectionTimeout(IDLE)
                .connectionOptions(options -> options.socketSendBufferSize(SEND_BUFFER))
                .featuresDiscoverServices(false)
                .directHandlers(problems.beforeRouting())
                .routing(routing -> {
                    routing.addFilter(ApiServer::closeWhenAsked);
                    new Api(sources, reply, limits, streaming).route(routing);
                    problems.register(routing);
                })
                .build()
                .start();
        if (!server.isRunning()) {
            streaming.close();
            throw new HttpStartException(
                    "The API cannot listen on %s port %d; the lines above say why"
                            .formatted(config.listen(), config.port()),
                    null);
        }
        return new ApiServer(server, address, streaming);
    }

    /** Where the API can be reached from this machine. */
    public URI url() {
        boolean local = address.isAnyLocalAddress() || address.equals(InetAddress.getLoopbackAddress());
        String host = local ? "localhost" : literal(address);
        return URI.create("http://%s:%d".formatted(host, server.port()));
    }

    /**
     * Asks as {@link #obstacle} does, once.
     *
     * @throws HttpStartException when there was no answer
     */
    public void awaitAnswer(Duration patience) {
        obstacle(patience).ifPresent(obstacle -> {
            throw new HttpStartException("The API listens but does not answer: " + obstacle, null);
        });
    }

    /**
     * Asks {@code GET /health} as any client would.
     *
     * @param patience for the connection, and again for the answer
     * @return why there was no answer; empty: there was one, whatever it said
     */
    public Optional<String> obstacle(Duration patience) {
        InetAddress host = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        return SelfRequest.obstacle(
                URI.create("http://%s:%d/health".formatted(literal(host), server.port())), patience);
    }

    @Override
    public void close() {
        streaming.close();
        server.stop();
    }

    /** Helidon promises {@code Connection: close} and then keeps the connection (helidon-io/helidon#12324). */
    private static void closeWhenAsked(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        chain.proceed();
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("the client asked for it");
        }
        if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("what the client still sends is not worth reading");
        }
    }

    private static InetAddress resolve(HttpConfig config) {
        try {
            return InetAddress.getByName(config.listen());
        } catch (UnknownHostException e) {
            throw new HttpStartException(
                    "http.listen: \"%s\" is no address and no host name that this machine can resolve; use 127.0.0.1 (this machine only) or 0.0.0.0 (everyone)"
                            .formatted(config.listen()),
                    e,
                    true);
        }
    }

    /** Helidon logs a failed bind and returns a stopped server; binding once before it gets the reason. */
    private static void checkFree(HttpConfig config, InetAddress address) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, config.port()));
        } catch (IOException e) {
            throw new HttpStartException(cannotBind(config, e), e, isMissing(e));
        }
    }

    /** Whether the machine does not have the address. */
    private static boolean isMissing(IOException e) {
        return e instanceof BindException && String.valueOf(e.getMessage()).contains("Cannot assign");
    }

    private static String cannotBind(HttpConfig config, IOException e) {
        String where = "%s port %d".formatted(config.listen(), config.port());
        if (!(e instanceof BindException)) {
            return "The API cannot listen on %s: %s".formatted(where, e.getMessage());
        }
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("Permission denied")) {
            return "The API may not listen on %s: ports below 1024 are for root; set http.port to a higher one"
                    .formatted(where);
        }
        if (isMissing(e)) {
            return "The API cannot listen on %s: this machine has no such address; set http.listen to one it has, or to 0.0.0.0"
                    .formatted(where);
        }
        String owner =
                ListeningProcess.on(config.port()).map(" by %s"::formatted).orElse("");
        return "The API cannot listen on %s: the port is in use%s; stop that, or choose another with --port or http.port"
                .formatted(where, owner);
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text.replace("%", "%25") + "]" : text;
    }
}
