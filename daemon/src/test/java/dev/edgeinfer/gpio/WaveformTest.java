package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.event.LineDemand;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaveformTest {

    private static final Waveform BLINK =
            Waveform.of(new LineDemand.Blink(Duration.ofMillis(200), Duration.ofMillis(800)), false);

    @Test
    void aLineThatBlinksBeginsActiveAndChangesAtItsTimes() {
        assertTrue(BLINK.isActive(0));
        assertTrue(BLINK.isActive(199_999_999));
        assertFalse(BLINK.isActive(200_000_000));
        assertFalse(BLINK.isActive(999_999_999));
        assertTrue(BLINK.isActive(1_000_000_000));
        assertEquals(OptionalLong.of(200_000_000), BLINK.nextEdge(0));
        assertEquals(OptionalLong.of(1_000_000_000), BLINK.nextEdge(200_000_000));
        assertEquals(OptionalLong.of(1_200_000_000), BLINK.nextEdge(1_000_000_000));
    }

    @Test
    void steadyStatesHaveNoEdges() {
        for (LineDemand demand : new LineDemand[] {
            LineDemand.ACTIVE,
            LineDemand.INACTIVE,
            LineDemand.SHUTDOWN,
            new LineDemand.Pwm(50, 0),
            new LineDemand.Pwm(50, 1)
        }) {
            Waveform waveform = Waveform.of(demand, true);
            boolean active = !demand.equals(LineDemand.INACTIVE) && !demand.equals(new LineDemand.Pwm(50, 0));
            assertTrue(waveform.isSteady(), demand::toString);
            assertEquals(OptionalLong.empty(), waveform.nextEdge(7), demand::toString);
            assertEquals(active, waveform.isActive(7), demand::toString);
        }
        assertFalse(Waveform.of(LineDemand.SHUTDOWN, false).isActive(0));
    }

    @Test
    void pwmIsActiveForItsShareOfThePeriod() {
        assertEquals(new Waveform(5_000_000, 15_000_000), Waveform.of(new LineDemand.Pwm(50, 0.25), false));
        assertEquals(new Waveform(1_666_667, 31_666_666), Waveform.of(new LineDemand.Pwm(30, 0.05), false));
    }

    @Test
    void aMomentBeforeTheBeginningCountsAsTheBeginning() {
        assertTrue(BLINK.isActive(-1));
        assertEquals(OptionalLong.of(200_000_000), BLINK.nextEdge(-1));
    }

    /** However late somebody looks, the next edge is where it would have been. */
    @Test
    void latenessNeverAddsUp() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            var waveform = new Waveform(1 + random.nextInt(1_000_000), 1 + random.nextInt(1_000_000));
            long period = waveform.on() + waveform.off();
            long elapsed = 0;
            for (int edge = 0; edge < 100; edge++) {
                long next = waveform.nextEdge(elapsed).orElseThrow();
                assertTrue(next > elapsed && next - elapsed <= Math.max(waveform.on(), waveform.off()));
                long phase = next % period;
                assertTrue(phase == 0 || phase == waveform.on(), waveform::toString);
                assertEquals(waveform.isActive(next), !waveform.isActive(next - 1));
                assertEquals(phase == 0, waveform.isActive(next));
                elapsed = next + random.nextInt((int) (3 * period));
            }
        }
    }
}
