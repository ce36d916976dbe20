package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The client of somebody else: {@code mosquitto_sub}, which connects again by itself. */
public final class Subscriber implements AutoCloseable {

    private final Mosquitto broker;
    private final String id;
    private final Process process;
    private final List<Received> received = new ArrayList<>();

    public record Received(boolean retained, String topic, String payload) {}

    /** @param options of {@code mosquitto_sub}, such as {@code -t TOPIC}; returns once the broker has its subscription */
    public Subscriber(Mosquitto broker, String... options) throws IOException {
        this.broker = broker;
        id = "others-" + UUID.randomUUID();
        var command = new ArrayList<>(List.of(
                "mosquitto_sub",
                "-h",
                "localhost",
                "-p",
                Integer.toString(broker.port()),
                "-i",
                id,
                "-V",
                "mqttv5",
                "-F",
                "> %r %t %p"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().start(this::read);
        try {
            awaitSubscriptions(1);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Publishes one message and waits until the broker has it. */
    public static void publish(int port, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("mosquitto_pub", "-h", "localhost", "-p", Integer.toString(port), "-V", "mqttv5", "-q", "1"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("mosquitto_pub failed: " + command);
        }
    }

    /** Waits until it has subscribed so often; it does so anew with each reconnection. */
    public void awaitSubscriptions(int many) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> broker.subscriptions(id) >= many);
    }

    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    public int count() {
        synchronized (received) {
            return received.size();
        }
    }

    public Stream<Received> on(String topic) {
        return received().stream().filter(message -> message.topic().equals(topic));
    }

    /** The last payload on a topic. */
    public Optional<String> last(String topic) {
        return on(topic).map(Received::payload).reduce((earlier, later) -> later);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // A picture has lines of its own, and after a loss it says so.
                String[] parts = line.split(" ", 4);
                if (parts.length == 4 && parts[0].equals(">")) {
                    synchronized (received) {
                        received.add(new Received(parts[1].equals("1"), parts[2], parts[3]));
                    }
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }
}
