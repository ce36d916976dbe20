package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.MqttConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker after the other, with pauses that grow, and what is sent over each. {@link #start} once, {@link
 * #close} at any time; any thread may ask how it stands.
 */
final class BrokerLoop implements AutoCloseable {

    private static final Duration STATE_INTERVAL = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(BrokerLoop.class);

    private final MqttConfig config;
    private final Topics topics;
    private final Outbox outbox;
    private final BoardState state;
    private final FactSender facts;
    private final Commands commands;
    private final Backoff backoff;
    private final Message offline;
    private final ScheduledExecutorService pings = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("mqtt-ping").daemon().factory());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("mqtt").unstarted(this::run);

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Optional<Instant> connectedSince = Optional.empty();
    private volatile Optional<String> error = Optional.empty();
    /** What the broker refused on this connection; brokers close it afterwards as often as not. */
    private volatile Optional<String> complaint = Optional.empty();

    /**
     * @param outbox what is sent beside facts
     * @param state is asked for what changes without being told
     * @param commands is given what comes
     * @param backoff how long to wait before the next connection
     */
    BrokerLoop(
            MqttConfig config,
            Topics topics,
            Outbox outbox,
            BoardState state,
            FactSender facts,
            Commands commands,
            Backoff backoff) {
        this.config = config;
        this.topics = topics;
        this.outbox = outbox;
        this.state = state;
        this.facts = facts;
        this.commands = commands;
        this.backoff = backoff;
        offline = Message.state(topics.availability(), Topics.OFFLINE);
    }

    void start() {
        thread.start();
    }

    /** Empty: it is not connected. */
    Optional<Instant> connectedSince() {
        return connectedSince;
    }

    /** What the broker has taken beside facts. */
    long published() {
        return published.get();
    }

    /** Connections that could not be made or have ended by themselves. */
    long failures() {
        return failures.get();
    }

    /** What is wrong now, one sentence; empty: nothing. */
    Optional<String> error() {
        return error;
    }

    /** Returns at once; the goodbye to the broker follows. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                long begun = System.nanoTime();
                attempt();
                connectedSince = Optional.empty();
                if (closed.getCount() > 0) {
                    failures.incrementAndGet();
                }
                Duration pause = backoff.next(Duration.ofNanos(System.nanoTime() - begun));
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            // close() asks for the end in this way.
        } finally {
            connectedSince = Optional.empty();
            pings.shutdown();
        }
    }

    /** Connects, and stays until the connection ends. */
    private void attempt() throws InterruptedException {
        BrokerConnection connection;
        try {
            connection = BrokerConnection.open(config, offline, pings, commands::received);
        } catch (BrokerException e) {
            failed(e.getMessage());
            return;
        }
        complaint = Optional.empty();
        Thread sender = null;
        Thread stater = null;
        try {
            connection.publish(Message.state(topics.availability(), Topics.ONLINE), () -> {}, this::complain);
            connection.subscribe(List.of(topics.armedCommand(), topics.lineCommands()), this::complain);
            connectedSince = Optional.of(Instant.now());
            if (complaint.isEmpty()) {
                error = Optional.empty();
            }
            log.info("MQTT: connected to {}; facts to deliver: {}", config.broker(), facts.backlog());
            outbox.again();
            sender = part("mqtt-facts", connection, () -> facts.run(connection, reason -> refused(connection, reason)));
            stater = part("mqtt-state", connection, () -> publishState(connection));
            String reason = connection.awaitEnd();
            failed(complaint.orElse(reason));
        } catch (BrokerException e) {
            failed(e.getMessage());
        } finally {
            if (closed.getCount() == 0) {
                connection.close(offline);
            } else {
                connection.close();
            }
            end(sender);
            end(stater);
        }
    }

    /** A part that fails takes the connection with it, and is there again with the next one. */
    private static Thread part(String name, BrokerConnection connection, Runnable work) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.error("MQTT: what is to be told could not be had", e);
                connection.lose("what is to be told could not be had: " + e.getMessage());
            }
        });
    }

    private static void end(Thread part) throws InterruptedException {
        if (part != null) {
            part.interrupt();
            part.join();
        }
    }

    private void publishState(BrokerConnection connection) {
        long refreshedAt = System.nanoTime() - STATE_INTERVAL.toNanos();
        try {
            while (connection.isOpen()) {
                if (System.nanoTime() - refreshedAt >= STATE_INTERVAL.toNanos()) {
                    state.refresh();
                    refreshedAt = System.nanoTime();
                }
                Optional<Message> message = next();
                if (message.isPresent()
                        && connection.takes(message.get())
                        && !connection.publish(message.get(), published::incrementAndGet, this::complain)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The publisher asks for the end in this way.
        }
    }

    private Optional<Message> next() throws InterruptedException {
        try {
            return outbox.poll(STATE_INTERVAL);
        } catch (RuntimeException e) {
            log.error("MQTT: what should be published could not be made", e);
            return Optional.empty();
        }
    }

    /** A fact that the broker does not want stays in the journal; perhaps its access rules are put right. */
    private void refused(BrokerConnection connection, String reason) {
        complain(reason);
        connection.lose(reason);
    }

    private void complain(String reason) {
        if (complaint.isEmpty()) {
            complaint = Optional.of(reason);
            failed(reason);
        }
    }

    private void failed(String reason) {
        String sentence = described(reason);
        if (closed.getCount() > 0 && !error.equals(Optional.of(sentence))) {
            log.warn("MQTT: {}", sentence);
        }
        error = Optional.of(sentence);
    }

    private String described(String reason) {
        return "broker %s: %s".formatted(config.broker(), reason);
    }
}
