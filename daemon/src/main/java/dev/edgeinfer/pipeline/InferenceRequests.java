package dev.edgeinfer.pipeline;

import dev.edgeinfer.pipeline.RequestRefusedException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What people ask of detectors beside the cameras, in a queue that the {@link InferenceLoop} serves as one more party
 * beside them.
 *
 * <p><b>Share.</b> While cameras want more than the model can do, every fifth inference is for requests ({@link #SHARE});
 * what the cameras leave the requests get, and the other way round. First come, first served.
 *
 * <p><b>Threads.</b> Any thread may ask; it waits until the loop has done the work.
 */
public final class InferenceRequests {

    /** How many may wait; with one in ten milliseconds and a fifth of them that is under a second. */
    public static final int CAPACITY = 16;

    /** Part of the inferences that requests get while cameras would take all. */
    public static final double SHARE = 0.2;

    /** How often somebody who waits is looked after. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final ArrayBlockingQueue<InferenceRequest<?>> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongSupplier clock;
    private final BooleanSupplier isServed;
    private final Runnable wake;

    /**
     * @param clock {@link System#nanoTime}, or a simulated one
     * @param isServed whether somebody calls {@link #serveNext}
     * @param wake tells the loop that there is something to do
     */
    InferenceRequests(LongSupplier clock, BooleanSupplier isServed, Runnable wake) {
        this.clock = clock;
        this.isServed = isServed;
        this.wake = wake;
    }

    /**
     * Has the loop do something with a detector and waits for it. Once this returns or throws nothing of it runs any more.
     *
     * @param work called once on the inference thread, or never; cameras wait meanwhile, so one inference and no more
     * @param patience until its turn must have come
     * @param isAbandoned whether nobody wants the result any more; asked now and then
     * @throws RequestRefusedException when its turn does not come
     * @throws RuntimeException what the work throws
     */
    public <R> R run(Supplier<R> work, Duration patience, BooleanSupplier isAbandoned)
            throws RequestRefusedException, InterruptedException {
        var request = new InferenceRequest<>(work);
        long asked = clock.getAsLong();
        if (!isServed.getAsBoolean()) {
            throw new RequestRefusedException(Reason.STOPPED);
        }
        if (!waiting.offer(request)) {
            throw new RequestRefusedException(Reason.BUSY);
        }
        wake.run();
        while (true) {
            try {
                return request.done().get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                Optional<Reason> reason = reasonToGo(asked, patience, isAbandoned);
                if (reason.isPresent() && withdraw(request)) {
                    throw new RequestRefusedException(reason.get());
                }
            } catch (InterruptedException e) {
                if (!withdraw(request)) {
                    awaitEnd(request);
                }
                throw e;
            } catch (ExecutionException e) {
                throw unchecked(e.getCause());
            }
        }
    }

    /** Whether the loop runs, so that asking makes sense. */
    public boolean isServed() {
        return isServed.getAsBoolean();
    }

    /** How many wait. */
    public int size() {
        return waiting.size();
    }

    /** Serves the one that has waited longest, if there is one; the loop's thread only. */
    void serveNext() {
        // One that was withdrawn costs the loop nothing, so the next takes its turn.
        for (InferenceRequest<?> next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.serve()) {
                return;
            }
        }
    }

    private Optional<Reason> reasonToGo(long asked, Duration patience, BooleanSupplier isAbandoned) {
        if (!isServed.getAsBoolean()) {
            return Optional.of(Reason.STOPPED);
        }
        if (clock.getAsLong() - asked >= patience.toNanos()) {
            return Optional.of(Reason.TIMED_OUT);
        }
        return isAbandoned.getAsBoolean() ? Optional.of(Reason.ABANDONED) : Optional.empty();
    }

    private boolean withdraw(InferenceRequest<?> request) {
        boolean withdrawn = request.withdraw();
        if (withdrawn) {
            waiting.remove(request);
        }
        return withdrawn;
    }

    /** The loop reads what the caller will free. */
    private static void awaitEnd(InferenceRequest<?> request) {
        boolean interrupted = false;
        while (true) {
            try {
                request.done().get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof RuntimeException exception) {
            return exception;
        }
        return new CompletionException(cause);
    }
}
