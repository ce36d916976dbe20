package dev.edgeinfer.pipeline;

import dev.edgeinfer.detect.Detector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One thing that somebody wants of the detector. Either the loop takes it or who waits for it withdraws it, never both: what
 * it reads may be freed once it was withdrawn or is done.
 */
final class InferenceRequest<R> {

    private final Function<Detector, R> work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<R> done = new CompletableFuture<>();

    InferenceRequest(Function<Detector, R> work) {
        this.work = work;
    }

    /** Takes it out of the world; false: the loop was first and serves it. */
    boolean withdraw() {
        return taken.compareAndSet(false, true);
    }

    /** Does the work, unless it was withdrawn; on the loop's thread. @return whether it was done */
    boolean serve(Detector detector) {
        if (!taken.compareAndSet(false, true)) {
            return false;
        }
        try {
            done.complete(work.apply(detector));
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
        return true;
    }

    CompletableFuture<R> done() {
        return done;
    }
}
