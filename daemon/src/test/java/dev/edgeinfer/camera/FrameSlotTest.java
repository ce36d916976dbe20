package dev.edgeinfer.camera;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameSlotTest {

    private final FramePool pool = new FramePool(4);
    private final AtomicInteger signals = new AtomicInteger();
    private final FrameSlot slot = new FrameSlot(signals::incrementAndGet);
    private long sequence;

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void takesTheLatestFrameAndReleasesTheOlder() {
        slot.publish(frameAt(1));
        Frame second = frameAt(2);
        slot.publish(second);

        assertSame(second, slot.take().orElseThrow());
        assertTrue(slot.take().isEmpty());
        assertEquals(2, signals.get());
        assertEquals(3, pool.available());
    }

    @Test
    void replacedBeforeItWasWantedCountsAsPacing() {
        slot.wantFrom(100);
        slot.publish(frameAt(10));
        slot.publish(frameAt(99));

        assertEquals(1, slot.drops().count(DropReason.PACING));
        assertEquals(0, slot.drops().count(DropReason.SUPERSEDED));
    }

    @Test
    void replacedAfterItWasWantedCountsAsSuperseded() {
        slot.wantFrom(100);
        slot.publish(frameAt(99));
        slot.publish(frameAt(100));

        assertEquals(0, slot.drops().count(DropReason.PACING));
        assertEquals(1, slot.drops().count(DropReason.SUPERSEDED));
    }

    @Test
    void clearReleasesWhatWaits() {
        slot.publish(frameAt(1));
        slot.clear(DropReason.STOPPED);

        assertFalse(slot.hasFrame());
        assertEquals(4, pool.available());
        assertEquals(1, slot.drops().count(DropReason.STOPPED));
    }

    @Test
    void producerThatCanWaitLosesNoFrame() throws InterruptedException {
        int frames = 5_000;
        Thread producer = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < frames; i++) {
                    slot.publishWhenEmpty(pool.awaitFrame());
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        int taken = 0;
        while (taken < frames) {
            if (slot.take().map(FrameSlotTest::release).isPresent()) {
                taken++;
            } else {
                Thread.onSpinWait();
            }
        }
        producer.join();
        assertEquals(4, pool.available());
    }

    @Test
    void interruptEndsTheWaitAndReleasesTheFrame() {
        slot.publish(frameAt(1));
        Frame second = frameAt(2);
        Thread producer = Thread.ofPlatform().start(() -> {
            try {
                slot.publishWhenEmpty(second);
            } catch (InterruptedException e) {
                // expected
            }
        });
        await().until(() -> producer.getState() == Thread.State.WAITING);
        producer.interrupt();
        await().until(() -> !producer.isAlive());

        assertEquals(3, pool.available());
        assertEquals(1, slot.drops().count(DropReason.STOPPED));
    }

    @Test
    void everyPublishedFrameIsTakenOrCounted() throws InterruptedException {
        int frames = 20_000;
        AtomicInteger published = new AtomicInteger();
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < frames; i++) {
                pool.acquire().ifPresent(frame -> {
                    slot.publish(frame);
                    published.incrementAndGet();
                });
            }
        });
        int taken = 0;
        while (producer.isAlive() || slot.hasFrame()) {
            taken += slot.take().map(FrameSlotTest::release).orElse(0);
        }
        producer.join();

        long dropped = slot.drops().snapshot().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertEquals(published.get(), taken + dropped);
        assertEquals(4, pool.available());
    }

    private static int release(Frame frame) {
        frame.release();
        return 1;
    }

    private Frame frameAt(long nanos) {
        Frame frame = pool.acquire().orElseThrow();
        frame.stamp(++sequence, nanos, Instant.EPOCH);
        return frame;
    }
}
