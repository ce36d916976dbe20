package dev.edgeinfer.gpio;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineTimerTest {

    private final AtomicReference<OptionalLong> deadline = new AtomicReference<>(OptionalLong.empty());
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final LineTimer timer = new LineTimer(
            () -> {
                turns.incrementAndGet();
                RuntimeException thrown = failure.getAndSet(null);
                if (thrown != null) {
                    throw thrown;
                }
            },
            deadline::get,
            System::nanoTime);

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void doesWhatIsDueWithoutBeingWokenAndSleepsWithoutADeadline() {
        timer.start();
        await().until(() -> turns.get() >= 1);
        int before = turns.get();
        deadline.set(OptionalLong.of(System.nanoTime() - 1));
        timer.wake();
        await().until(() -> turns.get() > before + 100);
        deadline.set(OptionalLong.empty());
        await().until(() -> isParked());
    }

    @Test
    void wakeBringsAnEarlierDeadline() {
        deadline.set(OptionalLong.of(System.nanoTime() + 3_600_000_000_000L));
        timer.start();
        await().until(() -> turns.get() >= 1);
        int before = turns.get();
        timer.wake();
        await().until(() -> turns.get() > before);
    }

    @Test
    void failureDoesNotEndIt() {
        failure.set(new IllegalStateException("broken"));
        timer.start();
        await().until(() -> turns.get() >= 1);
        timer.wake();
        await().until(() -> turns.get() >= 2);
        assertTrue(isAlive());
    }

    @Test
    void closeEndsIt() {
        timer.start();
        await().until(() -> turns.get() >= 1);
        timer.close();
        await().until(() -> !isAlive());
    }

    private static boolean isAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("gpio-timing"));
    }

    private static boolean isParked() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                        thread -> thread.getName().equals("gpio-timing") && thread.getState() == Thread.State.WAITING);
    }
}
