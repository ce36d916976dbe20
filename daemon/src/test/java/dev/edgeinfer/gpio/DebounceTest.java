package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DebounceTest {

    private static final long BEGIN = Long.MAX_VALUE - 50;

    private final Debounce debounce = new Debounce(20, false);

    @Test
    void aLevelCountsWhenItHasLasted() {
        assertEquals(OptionalLong.empty(), debounce.deadline());
        assertEquals(Optional.empty(), debounce.level(true, BEGIN));
        assertEquals(OptionalLong.of(BEGIN + 20), debounce.deadline());
        assertEquals(Optional.empty(), debounce.advance(BEGIN + 19));
        assertEquals(Optional.of(true), debounce.advance(BEGIN + 20));
        assertEquals(Optional.empty(), debounce.advance(BEGIN + 21));
        assertEquals(OptionalLong.empty(), debounce.deadline());
    }

    @Test
    void aContactThatBouncesCountsOnce() {
        assertEquals(Optional.empty(), debounce.level(true, BEGIN));
        assertEquals(Optional.empty(), debounce.level(false, BEGIN + 5));
        assertEquals(Optional.empty(), debounce.level(true, BEGIN + 9));
        assertEquals(Optional.empty(), debounce.advance(BEGIN + 28));
        assertEquals(Optional.of(true), debounce.advance(BEGIN + 29));
    }

    @Test
    void aGlitchIsNothing() {
        debounce.level(true, BEGIN);
        debounce.level(false, BEGIN + 19);
        assertEquals(OptionalLong.empty(), debounce.deadline());
        assertEquals(Optional.empty(), debounce.advance(BEGIN + 100));
    }

    @Test
    void anEdgeAfterALongTimeBringsWhatWasDueBeforeIt() {
        debounce.level(true, BEGIN);
        assertEquals(Optional.of(true), debounce.level(false, BEGIN + 40));
        assertEquals(Optional.of(false), debounce.advance(BEGIN + 60));
    }

    @Test
    void withoutAPeriodEveryEdgeCounts() {
        var none = new Debounce(0, false);
        assertEquals(Optional.of(true), none.level(true, BEGIN));
        assertEquals(Optional.of(false), none.level(false, BEGIN));
        assertEquals(Optional.empty(), none.level(false, BEGIN + 1));
    }

    /** Whatever the contact does, levels that count alternate, are a period apart, and the last one counts in the end. */
    @Test
    void levelsThatCountAreAPeriodApart() {
        Random random = new Random(2);
        for (int history = 0; history < 500; history++) {
            var contact = new Debounce(20, false);
            long now = BEGIN;
            long last = now - 20;
            boolean counts = false;
            for (int i = 0; i < 100; i++) {
                long next = now + random.nextInt(30);
                boolean level = i == 99 || random.nextBoolean();
                while (contact.deadline().isPresent() && contact.deadline().getAsLong() - next <= 0) {
                    now = contact.deadline().getAsLong();
                    assertEquals(Optional.of(!counts), contact.advance(now));
                    assertTrue(now - last >= 20, "too early");
                    counts = !counts;
                    last = now;
                }
                now = next;
                assertEquals(Optional.empty(), contact.level(level, now), "no level counts at once");
            }
            assertTrue(contact.advance(now + 20).orElse(counts));
        }
    }
}
