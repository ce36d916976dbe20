package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReloadStateTest {

    private final AtomicLong now = new AtomicLong();
    private final ReloadState state = new ReloadState(now::get, Optional.of(Duration.ofSeconds(6)));

    @Test
    void oneThatDoesNotEndWithinAMinuteIsAnObstacle() {
        state.began();
        now.addAndGet(TimeUnit.SECONDS.toNanos(60) - 1);
        assertTrue(state.isUnderWay());
        assertEquals(Optional.empty(), state.obstacle());

        now.incrementAndGet();
        assertEquals(Optional.of("a reload has not ended for 60 s"), state.obstacle());

        state.applied();
        assertFalse(state.isUnderWay());
        assertEquals(Optional.empty(), state.obstacle());
    }

    @Test
    void aBoardWithMorePatienceHasItForReloadsToo() {
        var slow = new ReloadState(now::get, Optional.of(Duration.ofSeconds(60)));
        slow.began();
        now.addAndGet(TimeUnit.SECONDS.toNanos(600) - 1);
        assertEquals(Optional.empty(), slow.obstacle());

        now.incrementAndGet();
        assertEquals(Optional.of("a reload has not ended for 600 s"), slow.obstacle());
    }

    @Test
    void aRefusalIsNotedUntilAReloadIsApplied() {
        assertEquals("", state.note());

        state.began();
        state.refused(new IllegalStateException("the model cannot be loaded"));
        assertEquals("; the new configuration was refused, the journal says why", state.note());

        state.began();
        state.applied();
        assertEquals("", state.note());
    }
}
