package dev.edgeinfer.camera.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.SourceException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseSourceTest {

    private final DropCounters drops = new DropCounters();
    private final FakeSource inner = new FakeSource(Delivery.TIMED);

    @ParameterizedTest
    @CsvSource({
        // Of 30 a second for ten seconds.
        "1, 10",
        "2, 20",
        "10, 100",
        // Slower than what is allowed: all.
        "30, 300"
    })
    void ofAQuickSourceAsManyAsAreAskedFor(double fps, int expected) {
        for (int i = 0; i < 300; i++) {
            inner.then(new Picture(8, 6, 100, Duration.ofSeconds(i).toNanos() / 30));
        }
        inner.end();
        assertEquals(expected, count(fps), 0.15 * expected);
        assertEquals(300, count + drops.count(DropReason.PACING));
    }

    @Test
    void jitterDoesNotHalveTheRateOfASourceThatHasJustThatRate() {
        for (int i = 0; i < 20; i++) {
            inner.then(new Picture(
                    8, 6, 100, Duration.ofMillis(1000L * i + (i % 2) * 50).toNanos()));
        }
        inner.end();
        assertEquals(20, count(1));
    }

    @Test
    void aLiveSourceIsTimedByWhenItsPicturesCome() {
        var live = new FakeSource(Delivery.LIVE);
        for (int grey = 0; grey < 10; grey++) {
            live.picture(grey);
        }
        live.end();
        // Each look at the clock is 0.4 s later.
        var clock = new MonotonicClock() {

            private long nanos;

            @Override
            public long nanos() {
                return nanos += Duration.ofMillis(400).toNanos();
            }

            @Override
            public Instant instant() {
                return Instant.EPOCH;
            }

            @Override
            public void sleepUntil(long until) {
                throw new AssertionError("a source never waits to keep a pace");
            }
        };
        try (var sparse = new SparseSource(live, 1, clock)) {
            int pictures = 0;
            while (sparse.grab()) {
                pictures++;
            }
            assertEquals(4, pictures);
        }
        assertTrue(live.isClosed());
    }

    @Test
    void anEndAndAFailureArePassedOn() {
        inner.then(new Picture(8, 6, 100, 0)).end().fail("unplugged");
        FrameSource sparse = new SparseSource(inner, 1, MonotonicClock.SYSTEM);
        assertTrue(sparse.grab());
        assertFalse(sparse.grab());
        assertThrows(SourceException.class, sparse::grab);
    }

    private int count;

    private int count(double fps) {
        var sparse = new SparseSource(inner, fps, MonotonicClock.SYSTEM);
        sparse.countDropsIn(drops);
        while (sparse.grab()) {
            count++;
        }
        return count;
    }
}
