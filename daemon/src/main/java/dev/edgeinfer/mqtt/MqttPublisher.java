package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.event.Observation;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.logging.LoggerFactory;
import org.slf4j.Logger;

/**
 * Tells a broker of everything, and passes on the commands that come from it.
 *
 * <p>Facts come out of the journal, so that those of a time without broker are delivered later, in order and each at least
 * once. Everything else is state: only its newest value counts, and what was not delivered is replaced. Neither a slow nor a
 * dead broker holds up whoever calls, or costs memory.
 *
 * <p><b>Life cycle.</b> Made, it is a reader of the journal. {@link #start} once; {@link #observed}, {@link #detected} and
 * {@link #camera} from any thread, without waiting; {@link #close} returns at once, the goodbye to the broker follows.
 */
public final class MqttPublisher implements AutoCloseable {

    /** Its name as a reader of the journal. */
    public static final String READER = FactSender.READER;

    private static final Duration STATE_INTERVAL = Duration.ofMillis(500);
    private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(1);
    private static final Logger log = org.slf4j.LoggerFactory.getLogger(MqttPublisher.class);

    private final MqttConfig config;
    private final Topics topics;
    private final Outbox outbox;
    private final Counts counts;
    private final BoardState state;
    private final Commands commands;
    private final FactSender facts;
    private final MqttSources sources;
    private final Message offline;
    private final Backoff backoff;
    private final ScheduledExecutorService pings = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("mqtt-ping").daemon().factory());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Optional<Instant> connectedSince = Optional.empty();
    private volatile Optional<String> error = Optional.empty();
    /** What the broker refused on this connection; brokers close it afterwards as often as not. */
    private volatile Optional<String> complaint = Optional.empty();

    /**
     * What a device has, whose names become topics.
     *
     * @param id of the device
     * @param version of edge-infer
     * @param cameras all cameras of the configuration
     * @param labels that its rules and places name
     * @param rules names of its rules
     * @param lines names of its output lines
     */
    public record Device(
            String id,
            String version,
            Collection<CameraConfig> cameras,
            Collection<String> labels,
            Collection<String> rules,
            Set<String> lines) {}

    /** @param journal keeps what happens from now on until the broker was told */
    public MqttPublisher(MqttConfig config, Device device, Journal journal, MqttSources sources) {
        this(config, device, journal, sources, new Backoff(new SecureRandom(), Backoff.FIRST, Backoff.LONGEST));
    }

    MqttPublisher(MqttConfig config, Device device, Journal journal, MqttSources sources, Backoff backoff) {
        LoggerFactory.setLogger(PahoLog.class.getName());
        this.config = config;
        this.sources = sources;
        this.backoff = backoff;
        topics = Topics.of(config.prefix(), device.id());
        offline = Message.state(topics.availability(), Topics.OFFLINE);
        outbox = new Outbox(System::nanoTime);
        var named = new LinkedHashSet<>(config.labels());
        named.addAll(device.labels());
        config.discovery()
                .ifPresent(prefix -> outbox.put(
                        discovery(device, List.copyOf(named)).message(prefix, device.version()), Duration.ZERO));
        counts = new Counts(topics, outbox, device.cameras(), List.copyOf(named));
        state = new BoardState(topics, outbox, sources);
        device.cameras().forEach(camera -> state.camera(camera.name(), false));
        commands = new Commands(topics, sources.armed(), sources.override(), device.lines());
        facts = new FactSender(
                journal, new FactMessages(topics, device.id()), this::latestPicture, this::refused, System::nanoTime);
        thread = Thread.ofVirtual().name("mqtt").unstarted(this::run);
    }

    private Discovery discovery(Device device, List<String> labels) {
        var discovery = new Discovery(topics, device.id())
                .counts(device.cameras(), labels)
                .rules(device.rules())
                .armed();
        sources.override().ifPresent(override -> discovery.lines(device.lines()));
        sources.snapshot().ifPresent(snapshot -> discovery.pictures(device.cameras()));
        return discovery;
    }

    public void start() {
        thread.start();
    }

    /** Takes what is before a camera now. */
    public void observed(Observation observation) {
        counts.observed(observation);
    }

    /**
     * Takes note that a camera was detected.
     *
     * @param document makes what is published of it, when it is; of records, maps, lists, texts and numbers
     */
    public void detected(String camera, Supplier<?> document) {
        if (config.detectionsRate() > 0) {
            String topic = topics.detections(camera);
            outbox.put(
                    topic,
                    () -> new Message(topic, Payloads.bytes(document.get()), 0, false, true),
                    Duration.ofNanos((long) (1e9 / config.detectionsRate())));
        }
    }

    /** Takes note of whether a camera gives frames. */
    public void camera(String camera, boolean available) {
        state.camera(camera, available);
    }

    /** How it stands; from any thread. */
    public MqttStatus status() {
        return new MqttStatus(
                (config.tls().isPresent() ? "mqtts://" : "mqtt://") + config.broker(),
                connectedSince,
                facts.backlog(),
                facts.missed(),
                facts.delivered(),
                published.get(),
                failures.get(),
                facts.sinceDelivery(),
                commands.rejected(),
                error);
    }

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
            sender = part("mqtt-facts", connection, () -> facts.run(connection));
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

    /** The picture of the last event that ended, of each camera. */
    private void latestPicture(Event event) {
        sources.snapshot().filter(s -> event.hasSnapshot()).ifPresent(snapshot -> {
            String topic = topics.snapshot(event.camera());
            outbox.put(
                    topic,
                    () -> snapshot.apply(event)
                            .map(jpeg -> new Message(topic, jpeg, 0, true, false))
                            .orElse(null),
                    SNAPSHOT_INTERVAL);
        });
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
