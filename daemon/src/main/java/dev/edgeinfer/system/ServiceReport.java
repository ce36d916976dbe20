package dev.edgeinfer.system;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager, again and again, how the daemon is: its watchdog that there is progress, and people what the
 * cameras do, when that has changed, at most every five seconds.
 *
 * <p>The watchdog is fed only when nothing is in the way of the daemon's work. It is asked three times within the time
 * that the watchdog waits, so that one answer which comes too late is not yet the end.
 */
public final class ServiceReport implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceReport.class);

    private static final Duration STATUS_EVERY = Duration.ofSeconds(5);
    private static final int QUESTIONS = 3;

    private final ServiceNotifier notifier;
    private final Supplier<List<String>> obstacles;
    private final Supplier<String> status;
    private final LongSupplier clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("service-report").daemon().factory());

    private List<String> lastObstacles = List.of();
    private String lastStatus = "";
    private Optional<Long> lastStatusNanos = Optional.empty();

    /**
     * @param obstacles what keeps the daemon from its work, one sentence each, none when all is well; may take
     *     {@link #patience} to answer
     * @param status one line on what the cameras do
     */
    public ServiceReport(ServiceNotifier notifier, Supplier<List<String>> obstacles, Supplier<String> status) {
        this(notifier, obstacles, status, System::nanoTime);
    }

    ServiceReport(
            ServiceNotifier notifier, Supplier<List<String>> obstacles, Supplier<String> status, LongSupplier clock) {
        this.notifier = notifier;
        this.obstacles = obstacles;
        this.status = status;
        this.clock = clock;
    }

    /** How long an answer about an obstacle may take. */
    public static Duration patience(ServiceNotifier notifier) {
        return notifier.watchdog()
                .map(time -> time.dividedBy(QUESTIONS))
                .filter(time -> time.compareTo(STATUS_EVERY) < 0)
                .orElse(STATUS_EVERY);
    }

    /** Says that the daemon is ready, and reports from then on. */
    public void start() {
        if (notifier.isPresent()) {
            ready();
            long period = patience(notifier).toMillis();
            thread.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /** Says that the daemon is ready. */
    public synchronized void ready() {
        lastStatus = status.get();
        lastStatusNanos = Optional.of(clock.getAsLong());
        notifier.ready(lastStatus);
    }

    /** One round of what {@link #start} does in its own time. */
    synchronized void tick() {
        try {
            feed();
            tellStatus();
        } catch (RuntimeException e) {
            // Not fed: what cannot even be asked makes no progress.
            log.error("the service manager could not be told how the daemon is", e);
        }
    }

    private void feed() {
        if (notifier.watchdog().isEmpty()) {
            return;
        }
        List<String> now = obstacles.get();
        if (now.isEmpty()) {
            notifier.alive();
        }
        if (!now.equals(lastObstacles)) {
            now.forEach(obstacle -> log.error("the watchdog is not fed: {}", obstacle));
            lastObstacles = now;
        }
    }

    private void tellStatus() {
        long now = clock.getAsLong();
        boolean due = lastStatusNanos
                .filter(last -> now - last < STATUS_EVERY.toNanos())
                .isEmpty();
        String text = due ? status.get() : lastStatus;
        if (!text.equals(lastStatus)) {
            notifier.status(text);
            lastStatus = text;
            lastStatusNanos = Optional.of(now);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
