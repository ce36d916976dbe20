package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InferenceProgressTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InferenceProgress progress = new InferenceProgress();

    @Test
    void anIdleLoopIsNotStuckHoweverLong() {
        assertEquals(Optional.empty(), progress.stuckFor(1_000 * SECOND));

        progress.began(0);
        progress.ended(SECOND);

        assertEquals(Optional.empty(), progress.stuckFor(1_000 * SECOND));
    }

    @Test
    void anInferenceThatDoesNotEndIsStuckAfterTwentySeconds() {
        progress.began(5 * SECOND);

        assertEquals(Optional.empty(), progress.stuckFor(25 * SECOND - 1));
        assertEquals(Optional.of(Duration.ofSeconds(20)), progress.stuckFor(25 * SECOND));
    }

    @Test
    void aSlowModelHasTenTimesItsSlowestInference() {
        progress.began(0);
        progress.ended(6 * SECOND);
        progress.began(10 * SECOND);
        progress.ended(11 * SECOND);
        progress.began(20 * SECOND);

        assertEquals(Optional.empty(), progress.stuckFor(80 * SECOND - 1));
        assertEquals(Optional.of(Duration.ofSeconds(60)), progress.stuckFor(80 * SECOND));
    }
}
