package dev.edgeinfer.http;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.inference.UploadLimits;
import dev.edgeinfer.http.security.Gate;
import dev.edgeinfer.http.security.HttpStartException;
import dev.edgeinfer.http.security.SelfRequest;
import dev.edgeinfer.http.security.ServerCertificate;
import dev.edgeinfer.http.security.SlowClients;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.stream.Streaming;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
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

    /** How long a client may be silent in the middle of a request. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** Connections that are served at a time; more wait in the kernel. */
    private static final int MOST_CONNECTIONS = 2000;

    private static final int LONGEST_FIRST_LINE = 8192;
    private static final int LARGEST_HEADERS = 16_384;

    private final WebServer server;
    private final Shown shown;
    private final InetAddress address;
    private final SelfRequest self;
    private final SlowClients slowClients;
    private final Optional<ServerCertificate> certificate;
    private final Streaming streaming;

    /**
     * What routes ask, until the server is closed: for a minute after that Helidon still holds them, and through them everything
     * that they ask, weights of the model included.
     */
    private static final class Shown implements Supplier<ApiSources> {

        private volatile Optional<Supplier<ApiSources>> sources;

        Shown(Supplier<ApiSources> sources) {
            this.sources = Optional.of(sources);
        }

        @Override
        public ApiSources get() {
            return sources.orElseThrow(() -> new CloseConnectionException("the API has stopped"))
                    .get();
        }

        void forget() {
            sources = Optional.empty();
        }
    }

    private ApiServer(
            WebServer server,
            Shown shown,
            InetAddress address,
            SelfRequest self,
            SlowClients slowClients,
            Optional<ServerCertificate> certificate,
            Streaming streaming) {
        this.server = server;
        this.shown = shown;
        this.address = address;
        this.self = self;
        this.slowClients = slowClients;
        this.certificate = certificate;
        this.streaming = streaming;
    }

    /**
     * Does what the first {@link #start} of a process would take its time for, and need not be waited for: a sixth of a start
     * goes into classes of JSON and classes and registries of the web server. Listens nowhere.
     */
    public static void prepare() {
        try {
            WebServices.prepare();
            plainServer()
                    .addProtocol(Http1Config.create())
                    .routing(routing -> routing.get("/", (_, response) -> response.send()))
                    .build();
            // What awaitAnswer and every watchdog asks for.
            Json.mapper().writerFor(HealthDocument.class);
        } catch (RuntimeException | LinkageError e) {
            // Who starts it meets this again, and tells.
            log.debug("the web server cannot be prepared", e);
        }
    }

    /**
     * Binds the address and begins to answer.
     *
     * @param sources what is shown now: asked for each request, since a reload has others
     * @param stateDirectory where a certificate of our own is kept; empty: nowhere, so that it is another one next time
     * @throws HttpStartException when the address cannot be bound
     */
    public static ApiServer start(HttpConfig config, Supplier<ApiSources> sources, Optional<Path> stateDirectory) {
        return start(config, sources, stateDirectory, UploadLimits.DEFAULT);
    }

    /** Without state to keep. */
    public static ApiServer start(HttpConfig config, Supplier<ApiSources> sources) {
        return start(config, sources, Optional.empty());
    }

    public static ApiServer start(HttpConfig config, Supplier<ApiSources> sources, UploadLimits limits) {
        return start(config, sources, Optional.empty(), limits);
    }

    private static ApiServer start(
            HttpConfig config, Supplier<ApiSources> sources, Optional<Path> stateDirectory, UploadLimits limits) {
        WebServices.prepare();
        InetAddress address = ListenAddress.resolve(config);
        ListenAddress.checkFree(config, address);
        Optional<ServerCertificate> certificate =
                config.access().tls().map(tls -> ServerCertificate.load(tls, stateDirectory));
        warn(config, address);
        var reply = new Reply(Json.mapper());
        var self = new SelfRequest(certificate.map(known -> known::trusting));
        var gate = new Gate(config, self, reply, System::nanoTime);
        var problems = new Problems(reply, gate.refusals());
        var slowClients = new SlowClients(System::nanoTime);
        var shown = new Shown(sources);
        Streaming streaming = Streaming.start(config, shown);
        var builder = plainServer()
                .address(address)
                .port(config.port())
                .shutdownGracePeriod(GRACE)
                .idleConnectionTimeout(IDLE)
                .maxTcpConnections(MOST_CONNECTIONS)
                // With channels there is no limit to how long a client may take over its next byte.
                .useNio(false)
                .connectionOptions(options -> options.readTimeout(SILENCE).socketSendBufferSize(SEND_BUFFER))
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(LONGEST_FIRST_LINE)
                        .maxHeadersSize(LARGEST_HEADERS)
                        .addReceiveListener(slowClients.receiving())
                        .addSendListener(slowClients.sending())
                        .build())
                .directHandlers(problems.beforeRouting())
                .routing(routing -> {
                    routing.addFilter(LastRequests::filter);
                    new Api(shown, reply, limits, streaming, gate).route(routing);
                    problems.register(routing);
                });
        certificate.ifPresent(known -> builder.tls(known.tls()));
        try {
            WebServer server = builder.build().start();
            if (!server.isRunning()) {
                throw new HttpStartException(
                        "The API cannot listen on %s port %d; the lines above say why"
                                .formatted(config.listen(), config.port()),
                        null);
            }
            certificate.ifPresent(known -> known.watch(server::reloadTls));
            return new ApiServer(server, shown, address, self, slowClients, certificate, streaming);
        } catch (RuntimeException | Error e) {
            streaming.close();
            slowClients.close();
            throw e;
        }
    }

    /** A server of what it is given: of protocols the default one would be offered beside it. */
    private static WebServerConfig.Builder plainServer() {
        return WebServer.builder()
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .protocolsDiscoverServices(false);
    }

    private static void warn(HttpConfig config, InetAddress address) {
        if (address.isLoopbackAddress()) {
            return;
        }
        if (config.access().accounts().isEmpty()) {
            log.warn(
                    "http.insecure: the API listens on {}, and everyone who can reach this machine may see and change everything",
                    config.listen());
        } else if (config.access().tls().isEmpty()) {
            log.warn(
                    "the API listens on {} without http.tls: who can listen in on the network reads passwords and tokens",
                    config.listen());
        }
    }

    /** Where the API can be reached from this machine. */
    public URI url() {
        boolean local = address.isAnyLocalAddress() || address.equals(InetAddress.getLoopbackAddress());
        String host = local ? "localhost" : ListenAddress.literal(address);
        return URI.create("%s://%s:%d".formatted(scheme(), host, server.port()));
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
        return self.obstacle(
                URI.create("%s://%s:%d/health".formatted(scheme(), ListenAddress.literal(host), server.port())),
                patience);
    }

    private String scheme() {
        return certificate.isPresent() ? "https" : "http";
    }

    @Override
    public void close() {
        streaming.close();
        certificate.ifPresent(ServerCertificate::close);
        server.stop();
        slowClients.close();
        shown.forget();
    }
}
