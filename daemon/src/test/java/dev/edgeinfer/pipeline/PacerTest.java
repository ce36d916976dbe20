package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long MILLI = 1_000_000L;
    private static final long PERIOD = 100 * MILLI;

    private final Pacer pacer = new Pacer(OptionalDouble.of(10), 1);

    @Test
    void firstInferenceIsDueAtOnce() {
        assertTrue(pacer.isDue(Long.MIN_VALUE / 2));
        assertTrue(pacer.isDue(0));
    }

    @Test
    void nextIsDueOnePeriodLater() {
        pacer.started(7);

        assertFalse(pacer.isDue(7 + PERIOD - 1));
        assertTrue(pacer.isDue(7 + PERIOD));
    }

    @Test
    void latenessIsMadeUpFor() {
        pacer.started(0);
        pacer.started(PERIOD + 30 * MILLI);

        assertEquals(2 * PERIOD, pacer.dueNanos());
    }

    @Test
    void afterAPauseThereIsNoBurst() {
        pacer.started(0);
        long afterPause = 50 * PERIOD;
        int inferences = 0;
        for (long now = afterPause; now < afterPause + PERIOD; now += MILLI) {
            if (pacer.isDue(now)) {
                pacer.started(now);
                inferences++;
            }
        }
        assertEquals(2, inferences, "one for the pause, one made up for");
    }

    @Test
    void unlimitedIsAlwaysDue() {
        Pacer unlimited = new Pacer(OptionalDouble.empty(), 1);
        for (long now = 0; now < 10; now++) {
            assertTrue(unlimited.isDue(now));
            unlimited.started(now);
        }
    }

    @Test
    void worksWhereTheClockOverflows() {
        long start = Long.MAX_VALUE - PERIOD / 2;
        pacer.started(start);

        assertFalse(pacer.isDue(start + PERIOD - 1));
        assertTrue(pacer.isDue(start + PERIOD));
    }

    @Test
    void latenessIsTheTimeSinceItWasDue() {
        assertEquals(Long.MAX_VALUE, pacer.lateness(0));
        pacer.started(0);

        assertEquals(50 * MILLI, pacer.lateness(150 * MILLI));
        assertEquals(-50 * MILLI, pacer.lateness(50 * MILLI));
    }
}
