package dev.edgeinfer.webhook;

import dev.edgeinfer.config.WebhookConfig;
import dev.edgeinfer.event.Journal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the facts that a webhook wants out of the journal, one after the other, and has each posted until the target has
 * answered that it takes it or does not want it, or until it is too old. Only then the position in the journal moves, so
 * whatever happens each fact is sent at least once, in order, and always by the same id.
 *
 * <p>One thread calls {@link #step} and {@link #note}; any may ask for {@link #status}.
 */
final class Delivery {

    /** What the caller does next. */
    sealed interface Next {

        /** Calls again at once. */
        record AtOnce() implements Next {}

        /** Waits. */
        record After(Duration pause) implements Next {}

        /** Waits for a fact after this sequence. */
        record WhenThereIs(long after) implements Next {}
    }

    /** Facts that are read at once. */
    static final int BATCH = 64;

    /** Facts that nobody wants move the durable position only so often, which spares the disk; reading them again costs nothing. */
    static final int MOST_UNNOTED = 256;

    static final Duration LONGEST_UNNOTED = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final WebhookConfig config;
    private final Journal journal;
    private final Interest interest;
    private final Envelope envelope;
    private final Pictures pictures;
    private final Target target;
    private final UnaryOperator<String> mask;
    private final LongSupplier nanos;
    private final Clock clock;
    private final CircuitBreaker breaker;

    private final String reader;
    private final long startedAt;
    private final long lastBeforeStart;
    private final Queue<Journal.Entry> ahead = new ArrayDeque<>();
    private final Set<Integer> refusals = new HashSet<>();
    private long notedAt;
    private Optional<Long> triedAt = Optional.empty();
    private int attempts;

    private volatile long position;
    private volatile long noted;
    private volatile long delivered;
    private volatile long refused;
    private volatile long expired;
    private volatile long failures;
    private volatile Optional<Long> deliveredAt = Optional.empty();
    private volatile Optional<String> lastError = Optional.empty();
    private volatile Optional<Instant> nextTry = Optional.empty();

    /**
     * Begins where the webhook of this name has got to, or with what happens from now on if it was never there.
     *
     * @param pictures what goes along
     * @param mask takes out of a sentence what nobody may see
     * @param nanos monotonic
     * @param clock wall clock
     */
    Delivery(
            WebhookConfig config,
            Journal journal,
            Interest interest,
            Envelope envelope,
            Pictures pictures,
            Target target,
            UnaryOperator<String> mask,
            BackOff backOff,
            LongSupplier nanos,
            Clock clock) {
        this.config = config;
        this.journal = journal;
        this.interest = interest;
        this.envelope = envelope;
        this.pictures = pictures;
        this.target = target;
        this.mask = mask;
        this.nanos = nanos;
        this.clock = clock;
        breaker = new CircuitBreaker(backOff, nanos);
        reader = Webhooks.reader(config.name());
        position = journal.position(reader);
        noted = position;
        startedAt = nanos.getAsLong();
        notedAt = startedAt;
        lastBeforeStart = position + journal.backlog(reader);
    }

    /**
     * Does what is due, with one request at most.
     *
     * @throws RuntimeException when the journal fails; nothing is lost by it
     */
    Next step() throws InterruptedException {
        Optional<Journal.Entry> next = next();
        if (next.isEmpty()) {
            noteIfDue();
            return new Next.WhenThereIs(position);
        }
        Journal.Entry entry = next.get();
        if (isTooOld(entry)) {
            expired++;
            done(entry);
            return new Next.AtOnce();
        }
        Duration wait = longer(breaker.patience(), sinceLastTry());
        if (wait.isPositive()) {
            return new Next.After(wait);
        }
        attempt(entry);
        return new Next.AtOnce();
    }

    /** Has the journal take note, durably, of how far this has got. */
    void note() {
        if (noted != position) {
            journal.advance(reader, position);
            noted = position;
        }
        notedAt = nanos.getAsLong();
    }

    WebhookStatus status() {
        // What was passed over without a note still counts as backlog in the journal.
        long unnoted = position - noted;
        return new WebhookStatus(
                config.name(),
                config.origin(),
                breaker.state(),
                Math.max(0, journal.backlog(reader) - unnoted),
                delivered,
                refused,
                expired,
                journal.missed(reader),
                failures,
                deliveredAt.map(at -> Duration.ofNanos(nanos.getAsLong() - at)),
                lastError,
                nextTry);
    }

    /** The next fact that the webhook wants; those before it are passed over. */
    private Optional<Journal.Entry> next() {
        while (true) {
            if (ahead.isEmpty()) {
                ahead.addAll(journal.read(position, BATCH));
            }
            Journal.Entry entry = ahead.peek();
            if (entry == null) {
                return Optional.empty();
            }
            if (interest.in(entry.fact())) {
                return Optional.of(entry);
            }
            ahead.remove();
            position = entry.sequence();
            noteIfDue();
        }
    }

    private void noteIfDue() {
        boolean late = nanos.getAsLong() - notedAt >= LONGEST_UNNOTED.toNanos();
        if (position - noted >= MOST_UNNOTED || late) {
            note();
        }
    }

    /**
     * A board without a battery for its clock starts in the past and jumps when it hears of the time: what happened since the
     * start of this process cannot be older than that, whatever the clock says.
     */
    private boolean isTooOld(Journal.Entry entry) {
        Duration age = Duration.between(entry.fact().at(), clock.instant());
        Duration running = Duration.ofNanos(nanos.getAsLong() - startedAt);
        boolean older = entry.sequence() > lastBeforeStart && age.compareTo(running) > 0;
        return (older ? running : age).compareTo(config.maxAge()) > 0;
    }

    private Duration sinceLastTry() {
        return triedAt.map(at -> config.minInterval().minusNanos(nanos.getAsLong() - at))
                .orElse(Duration.ZERO);
    }

    private void attempt(Journal.Entry entry) throws InterruptedException {
        breaker.tries();
        triedAt = Optional.of(nanos.getAsLong());
        nextTry = Optional.empty();
        attempts++;
        Notification notification = envelope.seal(entry, pictures.of(entry.fact()));
        Target.Answer answer = target.post(notification);
        if (notification.hasSnapshot() && answer instanceof Target.Answer.Refused(int status) && status == 413) {
            // Better the fact without its picture than neither.
            answer = target.post(envelope.seal(entry, Optional.empty()));
        }
        switch (answer) {
            case Target.Answer.Accepted _ -> accepted(entry);
            case Target.Answer.Refused(int status) -> refused(entry, status);
            case Target.Answer.Failed(String reason, Duration retryAfter) -> failed(entry, reason, retryAfter);
        }
    }

    private void accepted(Journal.Entry entry) {
        if (breaker.failures() > 0) {
            log.info("{} takes facts again", config);
        }
        breaker.answered();
        lastError = Optional.empty();
        delivered++;
        deliveredAt = Optional.of(nanos.getAsLong());
        done(entry);
    }

    private void refused(Journal.Entry entry, int status) {
        breaker.answered();
        String reason = "answers " + status + ": it does not want what it is sent";
        lastError = Optional.of(reason);
        refused++;
        if (refusals.add(status)) {
            log.warn("{} {}; such facts are not sent again", config, reason);
        }
        done(entry);
    }

    private void failed(Journal.Entry entry, String reason, Duration retryAfter) {
        breaker.failed(retryAfter);
        failures++;
        String sentence = mask.apply(reason);
        lastError = Optional.of(sentence);
        nextTry = Optional.of(clock.instant().plus(breaker.patience()));
        if (breaker.failures() == 1 || breaker.failures() == CircuitBreaker.OPENS_AFTER) {
            log.warn(
                    "{} {}; facts wait for it, {} s until the next try",
                    config,
                    sentence,
                    Math.ceilDiv(breaker.patience().toMillis(), 1000));
        }
        if (config.attempts().isPresent() && attempts >= config.attempts().getAsInt()) {
            expired++;
            done(entry);
        }
    }

    private void done(Journal.Entry entry) {
        ahead.remove();
        attempts = 0;
        position = entry.sequence();
        note();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
