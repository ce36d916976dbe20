package dev.edgeinfer.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it tells: the next one loses nothing, and what comes twice has the same id. */
class WebhooksKilledIT {

    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final int FACTS = 200;
    private static final int KILLED_AT = 50;

    @TempDir
    Path directory;

    /** The process that is killed: tells of {@value #FACTS} facts that are on disk. */
    static final class Teller {

        public static void main(String[] arguments) {
            Store store = Store.open(Optional.of(Path.of(arguments[0])), StoreConfig.DEFAULT);
            Webhooks webhooks = webhooks(store, arguments[1]);
            for (int i = 0; i < FACTS; i++) {
                store.journal().append(Facts.rule(Instant.now(), "door", true));
            }
            await().atMost(AMPLE).until(() -> webhooks.status().getFirst().backlog() == FACTS);
            webhooks.start();
            await().forever().until(() -> false);
        }
    }

    @Test
    void nothingIsLostAndWhatComesTwiceHasTheSameId() throws Exception {
        try (var receiver = new Receiver()) {
            Process teller = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Teller.class.getName(),
                            directory.toString(),
                            receiver.url())
                    .inheritIO()
                    .start();
            receiver.beforeAnswer = () -> {
                if (receiver.received.size() == KILLED_AT) {
                    teller.destroyForcibly().onExit().join();
                }
            };
            try {
                assertTrue(teller.onExit()
                                .orTimeout(AMPLE.toSeconds(), TimeUnit.SECONDS)
                                .join()
                                .exitValue()
                        != 0);
            } finally {
                teller.destroyForcibly();
            }
            int before = receiver.received.size();

            try (var store = Store.open(Optional.of(directory), StoreConfig.DEFAULT);
                    var webhooks = webhooks(store, receiver.url())) {
                webhooks.start();
                await().atMost(AMPLE)
                        .until(() -> webhooks.status().getFirst().delivered() > 0
                                && webhooks.status().getFirst().backlog() == 0);
            }
            var byId = new LinkedHashMap<String, JsonNode>();
            for (Receiver.Received one : receiver.received) {
                JsonNode earlier = byId.putIfAbsent(one.event().get("id").asText(), one.event());
                assertTrue(earlier == null || earlier.equals(one.event()));
            }
            List<Integer> sequences = byId.values().stream()
                    .map(event -> event.get("sequence").asInt())
                    .toList();
            assertEquals(IntStream.rangeClosed(1, FACTS).boxed().toList(), sequences);
            assertEquals(KILLED_AT, before);
            assertTrue(receiver.received.size() > FACTS, "requests: " + receiver.received.size());
        }
    }

    private static Webhooks webhooks(Store store, String url) {
        var config = WebhookConfigs.config("""
                webhooks: { phone: { url: "%s", rules: true } }
                rules: { door: { when: { label: person }, gpio: { line: GPIO17 } } }
                """.formatted(url));
        return new Webhooks(config, store.journal(), store::snapshot, text -> text);
    }
}
