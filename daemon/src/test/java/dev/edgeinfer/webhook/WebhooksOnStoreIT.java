package dev.edgeinfer.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks told by the real journal, on disk. */
class WebhooksOnStoreIT {

    private static final Duration AMPLE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatCouldNotBeSentBeforeTheProcessEndedIsSentByTheNext() throws Exception {
        int port;
        try (var receiver = new Receiver()) {
            port = receiver.port();
        }
        try (var store = open();
                var webhooks = webhooks(store, port)) {
            append(store, 100);
            await().atMost(AMPLE).until(() -> status(webhooks).lastError().isPresent());
        }
        try (var receiver = new Receiver(port);
                var store = open();
                var webhooks = webhooks(store, port)) {
            append(store, 10);
            await().atMost(AMPLE).until(() -> status(webhooks).delivered() == 110);
            assertEquals(
                    IntStream.rangeClosed(1, 110).boxed().toList(),
                    receiver.accepted.stream().map(Receiver.Received::sequence).toList());
            assertEquals(0, status(webhooks).backlog());
            assertEquals(0, status(webhooks).missed());
        }
        try (var receiver = new Receiver(port);
                var store = open();
                var webhooks = webhooks(store, port)) {
            append(store, 1);
            await().atMost(AMPLE).until(() -> status(webhooks).delivered() == 1);
            assertEquals(1, receiver.received.size());
        }
    }

    @Test
    void aBurstGoesThroughTheDisk() throws Exception {
        try (var receiver = new Receiver();
                var store = open();
                var webhooks = webhooks(store, receiver.port())) {
            append(store, 1000);
            await().atMost(AMPLE).until(() -> status(webhooks).delivered() == 1000);
            long began = System.nanoTime();
            append(store, 1000);
            await().atMost(AMPLE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> status(webhooks).delivered() == 2000);
            System.out.printf("1000 facts through the store: %d ms%n", (System.nanoTime() - began) / 1_000_000);
            assertEquals(
                    IntStream.rangeClosed(1, 2000).boxed().toList(),
                    receiver.accepted.stream().map(Receiver.Received::sequence).toList());
        }
    }

    private Store open() {
        return Store.open(Optional.of(directory), StoreConfig.DEFAULT);
    }

    private static Webhooks webhooks(Store store, int port) {
        var config = WebhookConfigs.config("""
                webhooks: { phone: { url: "http://127.0.0.1:%d/", rules: true } }
                rules: { door: { when: { label: person }, gpio: { line: GPIO17 } } }
                """.formatted(port));
        var webhooks = new Webhooks(config, store.journal(), store::snapshot, text -> text);
        webhooks.start();
        return webhooks;
    }

    private static void append(Store store, int count) {
        for (int i = 0; i < count; i++) {
            store.journal().append(Facts.rule(Instant.now(), "door", true));
        }
    }

    private static WebhookStatus status(Webhooks webhooks) {
        return webhooks.status().getFirst();
    }
}
