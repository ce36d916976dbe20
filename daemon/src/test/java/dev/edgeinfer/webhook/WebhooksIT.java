package dev.edgeinfer.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Webhooks with their threads and connections, told by a journal, on real servers. */
class WebhooksIT {

    private static final Duration AMPLE = Duration.ofSeconds(60);

    private final MemoryJournal journal = new MemoryJournal();

    @Test
    void whileTheTargetIsDownFactsWaitAndThenComeOnceEachInOrder() throws Exception {
        int port;
        try (var receiver = new Receiver()) {
            port = receiver.port();
        }
        try (var webhooks = webhooks("phone: { url: \"http://127.0.0.1:%d/\" }".formatted(port))) {
            append(50);
            await().atMost(AMPLE).until(() -> status(webhooks, 0).lastError().isPresent());
            assertEquals(50, status(webhooks, 0).backlog());
            try (var receiver = new Receiver(port)) {
                awaitDelivered(webhooks, 0, 50);
                assertEquals(IntStream.rangeClosed(1, 50).boxed().toList(), sequences(receiver));
                assertEquals(Optional.empty(), status(webhooks, 0).lastError());
                assertEquals(0, status(webhooks, 0).backlog());
            }
        }
    }

    @Test
    void errorsOfTheServerAreTriedAgainInOrder() throws Exception {
        try (var receiver = new Receiver();
                var webhooks = webhooks("phone: { url: \"%s\" }".formatted(receiver.url()))) {
            receiver.answer(500);
            receiver.answer(503);
            append(3);
            awaitDelivered(webhooks, 0, 3);
            assertEquals(List.of(1, 2, 3), sequences(receiver));
            assertEquals(5, receiver.received.size());
        }
    }

    @Test
    void whoeverEndsBeforeTheAnswerSendsAgainByTheSameId() throws Exception {
        try (var receiver = new Receiver()) {
            String phone = "phone: { url: \"%s\" }".formatted(receiver.url());
            var answer = new CountDownLatch(1);
            receiver.beforeAnswer = () -> awaitQuietly(answer);
            var before = webhooks(phone);
            append(1);
            await().atMost(AMPLE).until(() -> receiver.received.size() == 1);
            long began = System.nanoTime();
            before.close();
            assertTrue(System.nanoTime() - began < AMPLE.toNanos() / 2);
            assertEquals(0, journal.position("webhook:phone"));

            answer.countDown();
            try (var after = webhooks(phone)) {
                awaitDelivered(after, 0, 1);
                assertEquals(2, receiver.received.size());
                assertEquals(
                        receiver.received.getFirst().event().get("id"),
                        receiver.received.getLast().event().get("id"));
            }
        }
    }

    @Test
    void aBurstIsDeliveredAndADeadTargetBesideItCostsNothing() throws Exception {
        try (var hanging = new RudePeer((out, peer) -> peer.hang());
                var receiver = new Receiver()) {
            String phone = "phone: { url: \"%s\" }".formatted(receiver.url());
            String dead = ", dead: { url: \"%s\", rules: true, timeout: 300ms }".formatted(hanging.url());
            var alone = new long[5];
            var beside = new long[5];
            burst(phone);
            for (int i = 0; i < alone.length; i++) {
                alone[i] = burst(phone);
                beside[i] = burst(phone + dead);
            }
            Arrays.sort(alone);
            Arrays.sort(beside);
            System.out.printf("1000 facts: %d ms, beside a dead target %d ms%n", alone[2], beside[2]);
            assertEquals(IntStream.rangeClosed(1, 11_000).boxed().toList(), sequences(receiver));
            assertTrue(beside[2] < 2 * alone[2] + 200, "alone %d ms, beside %d ms".formatted(alone[2], beside[2]));
        }
    }

    @Test
    void itEndsAtOnceAlsoBeforeItHasBegunAndWhileItWaits() throws Exception {
        var never = new Webhooks(
                WebhookConfigs.config(text("phone: { url: \"http://127.0.0.1:1/\" }")),
                journal,
                _ -> Optional.empty(),
                text -> text);
        never.close();
        never.start();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("webhook")));
        long began = System.nanoTime();
        try (var idle = webhooks("phone: { url: \"http://127.0.0.1:1/\" }")) {
            append(1);
            await().atMost(AMPLE).until(() -> status(idle, 0).lastError().isPresent());
            began = System.nanoTime();
        }
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos());
    }

    private Webhooks webhooks(String webhooks) {
        var made = new Webhooks(WebhookConfigs.config(text(webhooks)), journal, _ -> Optional.empty(), text -> text);
        made.start();
        return made;
    }

    private static String text(String webhooks) {
        return """
                webhooks: { %s }
                rules:
                  door: { when: { label: person }, webhook: [%s] }
                """.formatted(webhooks, webhooks.substring(0, webhooks.indexOf(':')));
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            journal.append(Facts.rule(Instant.now(), "door", true));
        }
    }

    /** The milliseconds that the first webhook takes for 1,000 facts, while the others have tried at least once. */
    private long burst(String text) {
        try (var webhooks = webhooks(text)) {
            append(1);
            awaitDelivered(webhooks, 0, 1);
            int last = webhooks.status().size() - 1;
            await().atMost(AMPLE)
                    .until(() -> last == 0 || status(webhooks, last).lastError().isPresent());
            long began = System.nanoTime();
            append(999);
            awaitDelivered(webhooks, 0, 1000);
            assertEquals(last == 0 ? 1000 : 0, status(webhooks, last).delivered());
            return Duration.ofNanos(System.nanoTime() - began).toMillis();
        }
    }

    private static void awaitDelivered(Webhooks webhooks, int index, long count) {
        await().atMost(AMPLE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> status(webhooks, index).delivered() == count);
    }

    private static WebhookStatus status(Webhooks webhooks, int index) {
        return webhooks.status().get(index);
    }

    private static List<Integer> sequences(Receiver receiver) {
        return receiver.accepted.stream().map(Receiver.Received::sequence).toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
