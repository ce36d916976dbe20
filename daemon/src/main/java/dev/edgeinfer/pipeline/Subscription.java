package dev.edgeinfer.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber with its mailbox and its own thread. */
public final class Subscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Frames that may wait: about two seconds of two cameras at full rate. */
    private static final int CAPACITY = 64;

    private final String name;
    private final Consumer<DetectionFrame> subscriber;
    private final Consumer<Subscription> onClose;
    private final Mailbox mailbox;
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread;

    Subscription(String name, Backlog backlog, Consumer<DetectionFrame> subscriber, Consumer<Subscription> onClose) {
        this.name = name;
        this.subscriber = subscriber;
        this.onClose = onClose;
        mailbox = new Mailbox(backlog, CAPACITY);
        thread = threads(backlog).name("subscriber-" + name).start(this::run);
    }

    /**
     * Who decides on sequences of frames has a thread that the kernel schedules: a virtual one would wait for a carrier,
     * and those may all be making pictures for people.
     */
    private static Thread.Builder threads(Backlog backlog) {
        return switch (backlog) {
            case QUEUE -> Thread.ofPlatform().daemon();
            case LATEST -> Thread.ofVirtual();
        };
    }

    public String name() {
        return name;
    }

    /** Frames that wait for this subscriber. */
    public int waiting() {
        return mailbox.waiting();
    }

    /** Frames that this subscriber was too slow for. */
    public long dropped() {
        return mailbox.dropped();
    }

    /** Frames on which this subscriber threw. */
    public long failures() {
        return failures.get();
    }

    /** No frame is handed out after this; interrupts the subscriber and does not wait for it. */
    @Override
    public void close() {
        onClose.accept(this);
        thread.interrupt();
    }

    void offer(DetectionFrame frame) {
        mailbox.offer(frame);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                subscriber.accept(mailbox.take());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                if (failures.getAndIncrement() == 0) {
                    LOG.error("subscriber \"{}\" failed; its further failures are counted only", name, e);
                }
            }
        }
    }
}
