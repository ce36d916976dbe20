package dev.edgeinfer;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.ApiListener;
import dev.edgeinfer.system.Replaceable;
import java.util.Optional;
import java.util.function.Function;

/**
 * The API, where the configuration that is at work wants it. {@link #moveTo} and {@link #onMove} by one thread at a time, the
 * others by any.
 */
final class Listening implements AutoCloseable {

    private final Replaceable<ApiListener> api = new Replaceable<>(ApiListener::close);
    private final Function<HttpConfig, ApiListener> starter;

    private Optional<HttpConfig> address = Optional.empty();
    private Runnable beforeMove = () -> {};

    /** @param starter begins to listen */
    Listening(Function<HttpConfig, ApiListener> starter) {
        this.starter = starter;
    }

    /** @param task is run once before the API is closed to listen elsewhere */
    void onMove(Runnable task) {
        beforeMove = task;
    }

    /**
     * Listens there, which it may do already.
     *
     * @throws RuntimeException when it cannot; it listens nowhere then
     */
    void moveTo(HttpConfig http) {
        if (address.equals(Optional.of(http))) {
            return;
        }
        address = Optional.empty();
        beforeMove.run();
        beforeMove = () -> {};
        api.get().ifPresent(ApiListener::close);
        api.make(() -> starter.apply(http));
        address = Optional.of(http);
    }

    /** Empty before it has listened for the first time. */
    Optional<ApiListener> api() {
        return api.get();
    }

    @Override
    public void close() {
        api.close();
    }
}
