package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.event.Observation;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.logging.LoggerFactory;

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

    private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(1);

    private final MqttConfig config;
    private final Topics topics;
    private final Outbox outbox;
    private final Counts counts;
    private final BoardState state;
    private final Commands commands;
    private final FactSender facts;
    private final MqttSources sources;
    private final BrokerLoop loop;

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
        topics = Topics.of(config.prefix(), device.id());
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
        facts = new FactSender(journal, new FactMessages(topics, device.id()), this::latestPicture, System::nanoTime);
        loop = new BrokerLoop(config, topics, outbox, state, facts, commands, backoff);
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
        loop.start();
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
                loop.connectedSince(),
                facts.backlog(),
                facts.missed(),
                facts.delivered(),
                loop.published(),
                loop.failures(),
                facts.sinceDelivery(),
                commands.rejected(),
                loop.error());
    }

    @Override
    public void close() {
        loop.close();
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
}
