package dev.edgeinfer.http.stream;

import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.state.ModelsDocument;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into the {@link LiveFeed} how things stand, whenever that has changed: at once where it is told, else within half a
 * second. Does nothing while nobody reads.
 */
final class StateWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateWatch.class);

    private static final Duration EVERY = Duration.ofMillis(500);

    /** A line that blinks is not told of each time. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final LiveFeed feed;
    private final List<State<?>> states;
    private final Map<String, Object> told = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param type of the events that tell it
     * @param essence of the document: when it is another, the document is told
     */
    private record State<D>(String type, Supplier<D> document, Function<D, Object> essence) {

        void tell(LiveFeed feed, Map<String, Object> told) {
            D now = document.get();
            Object essential = essence.apply(now);
            if (!essential.equals(told.put(type, essential))) {
                feed.state(type, now);
            }
        }
    }

    StateWatch(Supplier<ApiSources> sources) {
        feed = sources.get().feed();
        states = List.of(
                new State<>("gpio", () -> sources.get().gpio(), document -> document),
                new State<>("rules", () -> sources.get().rules(), document -> document),
                new State<>("armed", () -> sources.get().armed(), document -> document),
                new State<>("models", () -> sources.get().models(), ModelsDocument::essence),
                new State<>("health", () -> sources.get().health(), HealthDocument::essence));
        thread = Thread.ofVirtual().name("state-watch").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                feed.awaitStateChange(EVERY);
                if (feed.hasReaders()) {
                    check();
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            log.debug("states are watched no more");
        }
    }

    /** Tells what has changed, now. */
    synchronized void check() {
        for (State<?> state : states) {
            try {
                state.tell(feed, told);
            } catch (RuntimeException e) {
                if (!closed) {
                    log.error("the state \"{}\" could not be read; it is tried again", state.type(), e);
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
