package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateMeterTest {

    private static final long SECOND = 1_000_000_000L;

    private final RateMeter meter = new RateMeter(Duration.ofSeconds(10));

    @Test
    void measuresASteadyRateExactly() {
        for (double fps : new double[] {0.5, 1, 7, 25, 29.97, 60, 200}) {
            RateMeter steady = new RateMeter(Duration.ofSeconds(10));
            long now = 0;
            for (int i = 0; i < 30 * fps; i++) {
                now = Math.round(i * SECOND / fps);
                steady.mark(now);
            }
            assertEquals(fps, steady.perSecond(now), fps * 0.001);
        }
    }

    @Test
    void isZeroBeforeTheFirstEvent() {
        assertEquals(0, meter.perSecond(SECOND));
    }

    @Test
    void fallsToZeroWhenNothingHappensAnyMore() {
        for (int i = 0; i <= 100; i++) {
            meter.mark(i * SECOND / 10);
        }
        double before = meter.perSecond(10 * SECOND);
        double afterOne = meter.perSecond(11 * SECOND);
        double afterFive = meter.perSecond(15 * SECOND);

        assertEquals(10, before, 0.01);
        assertTrue(afterOne < before, () -> afterOne + " after 1 s");
        assertTrue(afterFive < afterOne, () -> afterFive + " after 5 s");
        assertEquals(0, meter.perSecond(21 * SECOND));
    }

    @Test
    void survivesAClockThatBeginsBelowZero() {
        for (int i = 0; i <= 10; i++) {
            meter.mark(-5 * SECOND + i * SECOND);
        }
        assertEquals(1, meter.perSecond(5 * SECOND), 0.001);
    }
}
