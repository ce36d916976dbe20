package dev.edgeinfer.webhook;

import dev.edgeinfer.event.Journal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one webhook. {@link #start} once; then from any thread {@link #stop}, which lets a request that is under way end,
 * {@link #abort}, which does not, and {@link #close}.
 */
final class Webhook implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Webhook.class);

    private static final Duration JOURNAL_PATIENCE = Delivery.LONGEST_UNNOTED;
    private static final Duration UNREADABLE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final String name;
    private final Delivery delivery;
    private final Journal journal;
    private final Target target;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean atWork;

    Webhook(String name, Delivery delivery, Journal journal, Target target) {
        this.name = name;
        this.delivery = delivery;
        this.journal = journal;
        this.target = target;
        thread = Thread.ofVirtual().name("webhook " + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    WebhookStatus status() {
        return delivery.status();
    }

    /** Ends after the request that is under way, if there is one. */
    void stop() {
        closed.countDown();
        if (!atWork) {
            thread.interrupt();
        }
    }

    /** Ends without an answer to the request that is under way. */
    void abort() {
        thread.interrupt();
    }

    /** Waits for the end. */
    void join(Duration patience) throws InterruptedException {
        if (patience.isPositive() && thread.getState() != Thread.State.NEW) {
            thread.join(patience);
        }
    }

    /** Closes the connections. */
    @Override
    public void close() {
        target.close();
    }

    private void run() {
        Delivery.Next before = new Delivery.Next.AtOnce();
        while (closed.getCount() > 0) {
            try {
                atWork = true;
                Delivery.Next next = delivery.step();
                atWork = false;
                await(next, before);
                before = next;
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                atWork = false;
                log.error(
                        "webhook \"{}\" cannot go on for now; it tries again in {} s",
                        name,
                        AFTER_FAILURE.toSeconds(),
                        e);
                if (!pause(AFTER_FAILURE)) {
                    break;
                }
            }
        }
        try {
            delivery.note();
        } catch (RuntimeException e) {
            log.warn("webhook \"{}\": how far it has got could not be written", name, e);
        }
    }

    private void await(Delivery.Next next, Delivery.Next before) throws InterruptedException {
        switch (next) {
            case Delivery.Next.AtOnce _ -> {}
            case Delivery.Next.After(Duration pause) -> closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            case Delivery.Next.WhenThereIs(long after) -> {
                if (journal.await(after, JOURNAL_PATIENCE) && next.equals(before)) {
                    // It has an entry that it cannot read; it must not be asked without end.
                    closed.await(UNREADABLE.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    /** @return whether to go on */
    private boolean pause(Duration wait) {
        try {
            return !closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
