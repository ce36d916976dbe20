package dev.edgeinfer.http;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.security.HttpStartException;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.system.Replaceable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the API where the configuration wants it. An address that the machine does not have yet, because the network comes
 * later than the daemon, is tried again every five seconds; meanwhile the API answers on this machine only.
 */
public final class ApiListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiListener.class);

    private static final Duration RETRY_EVERY = Duration.ofSeconds(5);
    private static final String THIS_MACHINE = "127.0.0.1";

    private final HttpConfig config;
    private final Function<HttpConfig, ApiServer> starter;
    private final Replaceable<ApiServer> server = new Replaceable<>(ApiServer::close);
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("api-listener").daemon().factory());

    private volatile Optional<String> problem = Optional.empty();

    private ApiListener(HttpConfig config, Function<HttpConfig, ApiServer> starter) {
        this.config = config;
        this.starter = starter;
    }

    /**
     * Begins to answer.
     *
     * @param stateDirectory as {@link ApiServer#start}
     * @throws HttpStartException when waiting does not help, such as for a port that is in use
     */
    public static ApiListener start(HttpConfig config, Supplier<ApiSources> sources, Optional<Path> stateDirectory) {
        return start(config, address -> ApiServer.start(address, sources, stateDirectory));
    }

    /** @param starter begins to answer at an address */
    static ApiListener start(HttpConfig config, Function<HttpConfig, ApiServer> starter) {
        var listener = new ApiListener(config, starter);
        try {
            listener.listen();
        } catch (RuntimeException | Error e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    private void listen() {
        try {
            server.make(() -> starter.apply(config));
        } catch (HttpStartException e) {
            if (!e.mayHeal()) {
                throw e;
            }
            server.make(() -> starter.apply(config.at(THIS_MACHINE)));
            String sentence = e.getMessage() + "; until it has, it answers on " + THIS_MACHINE + " only";
            problem = Optional.of(sentence);
            log.warn(sentence);
            retries.scheduleWithFixedDelay(
                    this::retry, RETRY_EVERY.toSeconds(), RETRY_EVERY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Tries the address again while it is missing. */
    void retry() {
        if (problem.isEmpty()) {
            return;
        }
        try {
            ApiServer standIn = server.get().orElseThrow();
            server.make(() -> starter.apply(config));
            problem = Optional.empty();
            standIn.close();
            log.info("the API listens on {} now", config.listen());
            retries.shutdown();
        } catch (HttpStartException e) {
            log.debug("still not", e);
        } catch (IllegalStateException e) {
            log.debug("closed meanwhile", e);
        }
    }

    /** Where the API can be reached from this machine. */
    public URI url() {
        return current().url();
    }

    /** Why the API does not listen where it should; empty: it does. */
    public Optional<String> problem() {
        return problem;
    }

    /** As {@link ApiServer#awaitAnswer}. */
    public void awaitAnswer(Duration patience) {
        current().awaitAnswer(patience);
    }

    /** As {@link ApiServer#obstacle}. */
    public Optional<String> obstacle(Duration patience) {
        return current().obstacle(patience);
    }

    private ApiServer current() {
        return server.get().orElseThrow();
    }

    @Override
    public void close() {
        retries.shutdownNow();
        server.close();
    }
}
