package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.MqttConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.TimerPingSender;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker, from its begin to its end; another one is another object, with another client of the
 * library. Nothing of the library survives it: neither its queue, which loses or doubles messages when it reconnects by
 * itself, nor its table of topic aliases. The session at the broker is clean, since what must not be lost is in the journal.
 *
 * <p>Any thread may call; the library's threads come and go with the object.
 */
final class BrokerConnection implements AutoCloseable {

    private static final int MOST_UNDER_WAY = 64;
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);

    private final MqttAsyncClient client;
    private final long silencePatience;
    private final AtomicReference<String> loss = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The library gives two topics one alias, or an alias before its topic, when two threads publish at once. */
    private final ReentrantLock publishing = new ReentrantLock();

    private volatile Window window = new Window(1, System::nanoTime);
    private volatile long mostBytes = Long.MAX_VALUE;

    /** Takes what comes on a topic that was subscribed; on a thread of the library. */
    @FunctionalInterface
    interface Receiver {

        void received(String topic, byte[] payload, boolean retained);
    }

    private BrokerConnection(MqttConfig config, ScheduledExecutorService pings, Receiver receiver)
            throws MqttException {
        String scheme = config.tls().isPresent() ? "ssl" : "tcp";
        silencePatience = config.keepAlive().multipliedBy(2).toNanos();
        client = new MqttAsyncClient(
                scheme + "://" + config.broker(),
                config.clientId(),
                new MemoryPersistence(),
                new TimerPingSender(pings),
                null);
        client.setCallback(new Callback(receiver));
    }

    /**
     * Connects.
     *
     * @param will what the broker publishes when the connection ends without a goodbye
     * @param pings runs what is due when the connection is silent
     * @throws BrokerException when that fails or takes too long
     */
    static BrokerConnection open(MqttConfig config, Message will, ScheduledExecutorService pings, Receiver receiver)
            throws BrokerException, InterruptedException {
        MqttConnectionOptions options = SessionOptions.of(config, will);
        BrokerConnection connection = null;
        try {
            connection = new BrokerConnection(config, pings, receiver);
            connection.connect(options);
            return connection;
        } catch (ExecutionException e) {
            connection.abandon();
            throw new BrokerException(
                    BrokerProblems.sentence(e.getCause(), config.tls().isPresent()), e.getCause());
        } catch (MqttException e) {
            throw new BrokerException(BrokerProblems.sentence(e), e);
        } catch (TimeoutException e) {
            connection.abandon();
            throw new BrokerException(
                    "it does not answer within %d s".formatted(SessionOptions.CONNECT_PATIENCE.toSeconds()), e);
        } catch (InterruptedException e) {
            connection.abandon();
            throw e;
        }
    }

    private void connect(MqttConnectionOptions options)
            throws MqttException, ExecutionException, TimeoutException, InterruptedException {
        var connected = new CompletableFuture<MqttProperties>();
        client.connect(
                options,
                null,
                Answer.of(
                        token -> connected.complete(token.getResponseProperties()), connected::completeExceptionally));
        // Connecting and the handshake have a time each; the broker's answer has none of its own.
        MqttProperties granted = connected.get(SessionOptions.CONNECT_PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
        int allowed = Optional.ofNullable(granted.getReceiveMaximum()).orElse(MOST_UNDER_WAY);
        window = new Window(Math.clamp(allowed, 1, MOST_UNDER_WAY), System::nanoTime);
        mostBytes = Optional.ofNullable(granted.getMaximumPacketSize()).orElse(Long.MAX_VALUE);
    }

    /** Whether the broker takes messages of this size. */
    boolean takes(Message message) {
        return message.packetSize() <= mostBytes;
    }

    /**
     * Publishes a message once there is a place for it among those that are under way.
     *
     * @param arrived called when the broker has it, on a thread of the library; not called when the connection ends before
     * @param refused called with a sentence when the broker does not want it
     * @return false: the connection has ended
     */
    boolean publish(Message message, Runnable arrived, Consumer<String> refused) throws InterruptedException {
        Window entered = window;
        if (!entered.enter()) {
            return false;
        }
        publishing.lock();
        try {
            client.publish(
                    message.topic(),
                    message.forLibrary(),
                    null,
                    Answer.of(
                            token -> {
                                entered.leave();
                                int code = Answer.reasonCode(token);
                                if (BrokerProblems.isFailure(code)) {
                                    refused.accept("it refuses what is published on %s: %s"
                                            .formatted(message.topic(), BrokerProblems.ofBroker(code)));
                                } else {
                                    arrived.run();
                                }
                            },
                            failure -> lose(BrokerProblems.sentence(failure))));
            return true;
        } catch (MqttException e) {
            lose(BrokerProblems.sentence(e));
            return false;
        } finally {
            publishing.unlock();
        }
    }

    /**
     * Asks for what comes on topics, with the flag that tells what was retained, and not what this client publishes itself.
     *
     * @param refused called with a sentence when the broker does not allow it
     */
    void subscribe(List<String> filters, Consumer<String> refused) throws BrokerException {
        MqttSubscription[] subscriptions = filters.stream()
                .map(filter -> {
                    var subscription = new MqttSubscription(filter, 1);
                    subscription.setNoLocal(true);
                    subscription.setRetainAsPublished(true);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        try {
            client.subscribe(
                    subscriptions,
                    null,
                    Answer.of(
                            token -> {
                                for (int code : Optional.ofNullable(token.getReasonCodes())
                                        .orElse(new int[0])) {
                                    if (BrokerProblems.isFailure(code)) {
                                        refused.accept(
                                                "it refuses to pass on commands: " + BrokerProblems.ofBroker(code));
                                    }
                                }
                            },
                            failure -> lose(BrokerProblems.sentence(failure))),
                    new MqttProperties());
        } catch (MqttException e) {
            throw new BrokerException(BrokerProblems.sentence(e), e);
        }
    }

    boolean isOpen() {
        return loss.get() == null;
    }

    /** Ends the connection for a reason, to follow the broker's address; the first one counts. */
    void lose(String reason) {
        if (loss.compareAndSet(null, reason)) {
            window.shut();
            ended.countDown();
        }
    }

    /** Waits until the connection has ended. @return why */
    String awaitEnd() throws InterruptedException {
        while (!ended.await(1, TimeUnit.SECONDS)) {
            if (window.stalledNanos() > silencePatience) {
                lose("it has acknowledged nothing for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(silencePatience)));
            }
        }
        return loss.get();
    }

    /** Says goodbye, so that the broker does not publish the will, after a last message. Returns at once. */
    void close(Message last) {
        loss.compareAndSet(null, "the connection was closed");
        window.shut();
        ended.countDown();
        Thread.ofVirtual().name("mqtt-goodbye").start(() -> {
            try {
                client.publish(last.topic(), last.forLibrary()).waitForCompletion(GOODBYE_PATIENCE.toMillis());
                client.disconnect(GOODBYE_PATIENCE.toMillis()).waitForCompletion(GOODBYE_PATIENCE.toMillis());
            } catch (MqttException e) {
                log.debug("no goodbye to the broker", e);
            }
            dispose();
        });
    }

    /** Lets go of a connection that has ended or never began. Returns at once. */
    @Override
    public void close() {
        lose("the connection was closed");
        abandon();
    }

    private void abandon() {
        // Its threads take their time, and one that hangs must not hold up the next connection.
        Thread.ofVirtual().name("mqtt-dispose").start(this::dispose);
    }

    private void dispose() {
        try {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
        } catch (MqttException e) {
            log.debug("a client is left behind", e);
        }
    }

    private final class Callback implements MqttCallback {

        private final Receiver receiver;

        private Callback(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lose(
                    response.getException() == null
                            ? BrokerProblems.ofBroker(response.getReturnCode())
                            : BrokerProblems.sentence(response.getException()));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.debug("the MQTT client met an error", exception);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            receiver.received(topic, message.getPayload(), message.isRetained());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
