package dev.edgeinfer.repository;

import dev.edgeinfer.repository.ActiveModelFile.Activation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model was activated, over restarts, and whether the process lasts with it: one that ends the process again and again
 * is found out by that. Thread-safe.
 */
final class Activations {

    private static final Logger log = LoggerFactory.getLogger(Activations.class);

    /** Starts with an activated model that the process did not outlast, after which it counts as the model's fault. */
    static final int MOST_UNPROVEN_STARTS = 2;

    /** After that a crash has other reasons than that it was put to work. */
    private static final Duration PROVEN_AFTER = Duration.ofMinutes(1);

    private final Optional<ActiveModelFile> file;
    private Optional<Activation> current = Optional.empty();

    /** @param state where it is kept; empty: nowhere */
    Activations(Optional<Path> state) {
        file = state.map(ActiveModelFile::new);
    }

    /** Whether it is known after a restart. */
    boolean areKept() {
        return file.isPresent();
    }

    /** What was activated before the process began. */
    synchronized void restore() {
        current = file.flatMap(ActiveModelFile::read);
    }

    synchronized Optional<Activation> current() {
        return current;
    }

    /** What was activated and is to be used under a configuration: a configuration that names another model has its way. */
    synchronized Optional<Activation> under(Configured configured) {
        String path = configured.config().path();
        current.filter(kept -> !kept.configured().equals(path)).ifPresent(kept -> {
            log.info(
                    "the configuration names model {} now; {}, which was activated when it named {}, is not used",
                    path,
                    kept.model(),
                    kept.configured());
        });
        return current.filter(kept -> kept.configured().equals(path));
    }

    synchronized void activated(Activation activation) {
        current = Optional.of(activation);
        file.ifPresent(kind -> kind.write(activation));
    }

    synchronized void forget() {
        current = Optional.empty();
        file.ifPresent(ActiveModelFile::forget);
    }

    /** Counts a start with what was activated, before a crash, which nothing here would see, can come. */
    synchronized void starting() {
        current.map(kept -> kept.withUnprovenStarts(kept.unprovenStarts() + 1)).ifPresent(this::activated);
    }

    /** Notes, when the process has lasted for a minute, that it has. */
    void proveLater() {
        Optional<Activation> now = current().filter(kept -> kept.unprovenStarts() > 0);
        now.ifPresent(unproven -> CompletableFuture.delayedExecutor(
                        PROVEN_AFTER.toMillis(), TimeUnit.MILLISECONDS, task -> Thread.ofVirtual()
                                .start(task))
                .execute(() -> proven(unproven)));
    }

    /** The process has outlasted an activation, or ends in good order. */
    synchronized void proven(Activation lasted) {
        if (current.equals(Optional.of(lasted)) && lasted.unprovenStarts() > 0) {
            activated(lasted.withUnprovenStarts(0));
        }
    }
}
