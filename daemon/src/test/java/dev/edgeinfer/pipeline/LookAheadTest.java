package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LookAheadTest {

    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void worksBesideItsOwnerAndHandsOverOnce() {
        var worker = new AtomicReference<Thread>();
        try (var ahead = new LookAhead<>("test", () -> {
            worker.set(Thread.currentThread());
            return Optional.of(calls.incrementAndGet());
        })) {
            for (int round = 1; round <= 1000; round++) {
                ahead.begin(System.nanoTime());
                int expected = round;
                await().pollInterval(Duration.ofNanos(1000)).until(() -> calls.get() == expected);
                assertEquals(Optional.of(round), ahead.end());
            }
            assertNotSame(Thread.currentThread(), worker.get());
        }
    }

    @Test
    void whatHasNotBegunAtTheEndIsNotDone() {
        try (var ahead = new LookAhead<>("test", () -> Optional.of(calls.incrementAndGet()))) {
            for (int round = 0; round < 1000; round++) {
                ahead.begin(System.nanoTime() + AN_HOUR);
                assertEquals(Optional.empty(), ahead.end());
            }
            assertEquals(0, calls.get());

            ahead.begin(System.nanoTime());
            await().until(() -> calls.get() == 1);
            assertEquals(Optional.of(1), ahead.end(), "it is still there for the next");
        }
    }

    @Test
    void theOwnerWaitsForWorkThatHasBegunAndKeepsItsInterrupt() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        try (var ahead = new LookAhead<>("test", () -> {
            begun.countDown();
            awaitQuietly(leave);
            return Optional.of(calls.incrementAndGet());
        })) {
            var result = new AtomicReference<Optional<Integer>>();
            var interrupted = new AtomicReference<Boolean>();
            Thread owner = Thread.ofPlatform().start(() -> {
                ahead.begin(System.nanoTime());
                awaitQuietly(begun);
                result.set(ahead.end());
                interrupted.set(Thread.interrupted());
            });
            begun.await();
            owner.interrupt();
            leave.countDown();
            owner.join();

            assertEquals(Optional.of(1), result.get());
            assertTrue(interrupted.get());
        }
    }

    @Test
    void raceOfBeginningAndEndLosesAndDoublesNothing() {
        int handed = 0;
        try (var ahead = new LookAhead<>("test", () -> Optional.of(calls.incrementAndGet()))) {
            for (int round = 0; round < 20_000; round++) {
                ahead.begin(System.nanoTime() + round % 50 * 1000);
                Optional<Integer> made = ahead.end();
                handed += made.isPresent() ? 1 : 0;
                assertEquals(calls.get(), made.orElse(calls.get()), "what is handed over is the newest");
            }
        }
        assertEquals(calls.get(), handed);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
