package dev.edgeinfer.mqtt;

import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.event.Journal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the journal has, in its order, each fact at least once: the position in the journal goes on only after the
 * broker has acknowledged. One thread runs it, for one connection after the other.
 */
final class FactSender {

    static final String READER = "mqtt";

    private static final int BATCH = 64;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Each time writes to the disk. What is delivered again after a crash is at most what fits into it. */
    private static final Duration ADVANCE_INTERVAL = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(FactSender.class);

    private final Journal journal;
    private final FactMessages messages;
    private final Consumer<Event> ended;
    private final LongSupplier clock;
    private final AtomicLong delivered = new AtomicLong();
    private volatile Optional<Long> deliveredAt = Optional.empty();
    private long missedTold;
    private long advancedAt;
    private long advancedTo;

    /**
     * @param ended is told of events that have ended, as that is sent
     */
    FactSender(Journal journal, FactMessages messages, Consumer<Event> ended, LongSupplier clock) {
        this.journal = journal;
        this.messages = messages;
        this.ended = ended;
        this.clock = clock;
        // From now on the journal keeps what this reader has not read.
        missedTold = journal.missed(READER);
        advancedTo = journal.position(READER);
    }

    /** Facts that a broker has acknowledged. */
    long delivered() {
        return delivered.get();
    }

    /** How long ago the last of them was acknowledged; empty: none was. */
    Optional<Duration> sinceDelivery() {
        return deliveredAt.map(at -> Duration.ofNanos(clock.getAsLong() - at));
    }

    long backlog() {
        return journal.backlog(READER);
    }

    long missed() {
        return journal.missed(READER);
    }

    /**
     * Delivers until the connection ends.
     *
     * @param refused is told why the broker does not want a fact
     */
    void run(BrokerConnection connection, Consumer<String> refused) {
        advancedTo = journal.position(READER);
        advancedAt = clock.getAsLong();
        var acknowledgements = new AckLine(advancedTo);
        tellMissed();
        try {
            long after = advancedTo;
            while (connection.isOpen()) {
                if (journal.await(after, PATIENCE)) {
                    for (Journal.Entry entry : journal.read(after, BATCH)) {
                        after = entry.sequence();
                        if (!send(connection, entry, acknowledgements, refused)) {
                            return;
                        }
                    }
                    tellMissed();
                }
                advance(acknowledgements, ADVANCE_INTERVAL);
            }
        } catch (InterruptedException e) {
            // The publisher asks for the end in this way.
        } finally {
            advance(acknowledgements, Duration.ZERO);
        }
    }

    private boolean send(
            BrokerConnection connection, Journal.Entry entry, AckLine acknowledgements, Consumer<String> refused)
            throws InterruptedException {
        long sequence = entry.sequence();
        acknowledgements.sent(sequence);
        Message message = messages.of(entry);
        if (!connection.takes(message)) {
            // It would be refused for ever, and nothing after it would ever be delivered.
            log.error(
                    "MQTT: fact {} has {} bytes, more than the broker takes, and is left out",
                    sequence,
                    message.payload().length);
            acknowledgements.acknowledged(sequence);
            return true;
        }
        if (entry.fact() instanceof EventChange change && change.phase() == Phase.END) {
            ended.accept(change.event());
        }
        return connection.publish(
                message,
                () -> {
                    delivered.incrementAndGet();
                    deliveredAt = Optional.of(clock.getAsLong());
                    acknowledgements.acknowledged(sequence);
                },
                refused);
    }

    private void advance(AckLine acknowledgements, Duration interval) {
        long reached = acknowledgements.reached();
        long now = clock.getAsLong();
        if (reached > advancedTo && now - advancedAt >= interval.toNanos()) {
            journal.advance(READER, reached);
            advancedTo = reached;
            advancedAt = now;
        }
    }

    private void tellMissed() {
        long missed = journal.missed(READER);
        if (missed > missedTold) {
            log.warn(
                    "MQTT: {} facts were given up before the broker could be told, because the store keeps no more",
                    missed - missedTold);
        }
        missedTold = missed;
    }
}
