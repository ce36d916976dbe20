package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.MqttTls;
import dev.edgeinfer.config.MqttTls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code deploy/broker}: what it lets a device, another device and an operator do. */
class BrokerExampleIT {

    private static final Path EXAMPLE = Path.of("../deploy/broker");

    @TempDir
    Path folder;

    private final PublisherBoard board = new PublisherBoard();
    private final MemoryJournal journal = new MemoryJournal();

    @Test
    void aDeviceTellsOfItselfAndOnlyOperatorsCommandIt() throws Exception {
        var certificates = new Certificates(folder);
        Path ca = certificates.authority("ca");
        certificates.signed("broker", "localhost", "ca");
        certificates.signed("board-7", "board-7", "ca");
        certificates.signed("board-8", "board-8", "ca");
        certificates.signed("operator", "operator", "ca");
        Files.copy(EXAMPLE.resolve("acl.conf"), folder.resolve("acl.conf"));
        var settings = new ArrayList<String>();
        for (String line : Files.readAllLines(EXAMPLE.resolve("mosquitto.conf"))) {
            // The test has its own port and folder, and says itself how much may wait.
            if (!line.startsWith("listener") && !line.startsWith("max_queued")) {
                settings.add(line.replace("/etc/mosquitto", folder.toString())
                        .replace("/var/lib/mosquitto", folder.toString()));
            }
        }
        MqttTls tls = new MqttTls(
                Optional.of(ca),
                Optional.of(new Identity(folder.resolve("board-7.crt"), folder.resolve("board-7.key"))));
        try (var broker = new Mosquitto(folder, settings.toArray(String[]::new)).start();
                var publisher =
                        board.publisher(PublisherBoard.config(broker.port()).with(tls), journal);
                var operator = new Subscriber(broker, as("operator", "-q", "1", "-t", "edge-infer/#"))) {
            publisher.start();
            journal.append(PublisherBoard.fact(1));
            await().until(() -> operator.on(PublisherBoard.ROOT + "/events").count() == 1);
            assertEquals(Optional.empty(), publisher.status().error());

            publish(broker, "operator", PublisherBoard.ROOT + "/armed/set", "ON");
            await().until(board.armed::isArmed);

            publish(broker, "board-8", PublisherBoard.ROOT + "/armed/set", "OFF");
            publish(broker, "board-8", PublisherBoard.ROOT + "/events", "forged");
            publish(broker, "operator", PublisherBoard.ROOT + "/events", "forged too");
            publish(broker, "board-8", "edge-infer/board-8/events", "its own");
            await().until(() -> operator.last("edge-infer/board-8/events").isPresent());
            assertTrue(board.armed.isArmed());
            assertFalse(operator.received().stream()
                    .anyMatch(message -> message.payload().startsWith("forged")));
        }
    }

    private String[] as(String name, String... options) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "--cafile", folder.resolve("ca.crt").toString(),
                "--cert", folder.resolve(name + ".crt").toString(),
                "--key", folder.resolve(name + ".key").toString()));
        return all.toArray(String[]::new);
    }

    /** Publishes what the broker may refuse; how that ends is the same for the client. */
    private void publish(Mosquitto broker, String name, String topic, String payload) throws Exception {
        var command = new ArrayList<>(List.of(
                "mosquitto_pub", "-h", "localhost", "-p", Integer.toString(broker.port()), "-V", "mqttv5", "-q", "1"));
        command.addAll(List.of(as(name, "-t", topic, "-m", payload)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    }
}
