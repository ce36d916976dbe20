package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts reach a real broker, also one that was away or dies under load. */
class MqttDeliveryIT {

    private static final String EVENTS = PublisherBoard.ROOT + "/events";

    @TempDir
    Path folder;

    /** Over how many minutes the facts of the broker's absence come; without it at once. */
    private static final int MINUTES = Integer.getInteger("edge-infer.mqtt-minutes", 0);

    private final PublisherBoard board = new PublisherBoard();
    private Store store;
    private Journal journal;

    @BeforeEach
    void openStore() throws IOException {
        store = Store.open(Optional.of(Files.createDirectory(folder.resolve("state"))), StoreConfig.DEFAULT);
        journal = store.journal();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /**
     * Ten minutes at 20 events a second; that they come at once and not over ten minutes makes it no easier. By hand they
     * do: {@code -Dedge-infer.mqtt-minutes=10}.
     */
    @Test
    void whatHappenedWithoutBrokerIsDeliveredInOrderOnceItIsBack() throws Exception {
        int facts = 12_000;
        long pause = Duration.ofMinutes(MINUTES).toNanos() / facts;
        try (var broker = new Mosquitto(folder);
                var publisher = board.publisher(PublisherBoard.config(broker.port()), journal)) {
            publisher.start();
            await().until(() -> publisher.status().error().isPresent());
            long begun = System.nanoTime();
            for (int i = 1; i <= facts; i++) {
                journal.append(PublisherBoard.fact(i));
                LockSupport.parkNanos(begun + i * pause - System.nanoTime());
                // The store writes a thousand a second and more, but not all of them in one moment.
                if (i % 1000 == 0) {
                    assertTrue(journal.await(i - 1, Duration.ofSeconds(20)));
                }
            }
            long away = System.nanoTime();
            await().until(() -> publisher.status().backlog() == facts);

            broker.start();
            try (var others = new Subscriber(broker, "-q", "1", "-t", EVENTS)) {
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> publisher.status().connectedSince().isPresent());
                long connected = System.nanoTime();
                await().atMost(Duration.ofSeconds(120)).until(() -> others.count() >= facts);
                System.out.printf(
                        "%d facts in %.1f s, delivered in %.1f s, %.1f s after the broker came%n",
                        facts, (away - begun) / 1e9, (System.nanoTime() - connected) / 1e9, (connected - away) / 1e9);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> publisher.status().backlog() == 0);

                assertEquals(LongStream.rangeClosed(1, facts).boxed().toList(), distinct(others), "each, in order");
                assertEquals(facts, others.count(), "and none twice, as the broker stayed");
                assertEquals(facts, publisher.status().delivered());
                assertEquals(0, publisher.status().missed());
            }
        }
    }

    /**
     * The broker keeps sessions on the disk, so that the other client's subscription is there before the client is;
     * and what it has acknowledged it has written to that client's connection before.
     */
    @Test
    void aBrokerThatIsKilledTenTimesUnderLoadGetsEveryFact() throws Exception {
        try (var broker = new Mosquitto(
                        folder,
                        "allow_anonymous true",
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "autosave_on_changes true",
                        "autosave_interval 1",
                        "max_inflight_messages 1000");
                var publisher = board.impatient(PublisherBoard.config(broker.port()), journal)) {
            broker.start();
            try (var others = new Subscriber(broker, "-c", "-x", "3600", "-q", "1", "-t", EVENTS)) {
                publisher.start();
                Load load = new Load();
                for (int kill = 1; kill <= 10; kill++) {
                    int reached = others.count();
                    await().atMost(Duration.ofSeconds(60)).until(() -> others.count() > reached + 20);
                    broker.kill();
                    broker.start();
                    others.awaitSubscriptions(kill + 1);
                }
                long facts = load.stop();
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> publisher.status().backlog() == 0);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertEquals(
                                LongStream.rangeClosed(1, facts).boxed().toList(), distinct(others)));
                System.out.printf("%d facts in %d messages over ten kills%n", facts, others.count());
            }
        }
    }

    @Test
    void aBrokerThatHangsCostsNothingButTime() throws Exception {
        try (var broker = new Mosquitto(folder).start();
                var publisher = board.publisher(PublisherBoard.config(broker.port()), journal);
                var others = new Subscriber(broker, "-q", "1", "-t", EVENTS)) {
            publisher.start();
            await().until(() -> publisher.status().connectedSince().isPresent());
            broker.pause();
            long begun = System.nanoTime();
            for (int i = 1; i <= 5000; i++) {
                journal.append(PublisherBoard.fact(i));
                publisher.detected("porch", () -> List.of("never made"));
            }
            assertTrue(System.nanoTime() - begun < 5e9, "nobody waits for the broker");
            broker.resume();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> publisher.status().backlog() == 0);
            await().atMost(Duration.ofSeconds(30)).until(() -> others.count() >= 5000);
            assertEquals(LongStream.rangeClosed(1, 5000).boxed().toList(), distinct(others));
        }
    }

    @Test
    void whatTheStoreGaveUpIsTold() throws Exception {
        var gone = new MemoryJournal();
        try (var broker = new Mosquitto(folder);
                var publisher = board.publisher(PublisherBoard.config(broker.port()), gone)) {
            for (int i = 1; i <= 10; i++) {
                gone.append(PublisherBoard.fact(i));
            }
            gone.giveUp(4);
            broker.start();
            try (var others = new Subscriber(broker, "-q", "1", "-t", EVENTS)) {
                publisher.start();
                await().atMost(Duration.ofSeconds(20)).until(() -> others.count() == 6);
                assertEquals(LongStream.rangeClosed(5, 10).boxed().toList(), distinct(others));
                assertEquals(4, publisher.status().missed());
            }
        }
    }

    /** Sequences as they came first, without those that came before. */
    private static List<Long> distinct(Subscriber others) {
        return others.on(EVENTS)
                .map(message -> json(message.payload()).get("sequence").asLong())
                .distinct()
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return Payloads.mapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** Appends 50 facts a second. */
    private final class Load {

        private volatile boolean running = true;
        private int appended;
        private final Thread thread = Thread.ofVirtual().start(() -> {
            while (running) {
                journal.append(PublisherBoard.fact(++appended));
                LockSupport.parkNanos(20_000_000);
            }
        });

        private long stop() throws InterruptedException {
            running = false;
            thread.join();
            return appended;
        }
    }
}
