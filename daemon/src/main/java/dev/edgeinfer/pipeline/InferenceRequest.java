package dev.edgeinfer.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One thing that somebody wants of a detector. Either the loop takes it or who waits for it withdraws it, never both: what
 * it reads may be freed once it was withdrawn or is done.
 */
final class InferenceRequest<R> {

    private final Supplier<R> work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<R> done = new CompletableFuture<>();

    InferenceRequest(Supplier<R> work) {
        this.work = work;
    }

    /** Takes it out of the world; false: the loop was first and serves it. */
    boolean withdraw() {
        return taken.compareAndSet(false, true);
    }

    /** Does the work, unless it was withdrawn; on the loop's thread. @return whether it was done */
    boolean serve() {
        if (!taken.compareAndSet(false, true)) {
            return false;
        }
        try {
            done.complete(work.get());
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
        return true;
    }

    CompletableFuture<R> done() {
        return done;
    }
}
