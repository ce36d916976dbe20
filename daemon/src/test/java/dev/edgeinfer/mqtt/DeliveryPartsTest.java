package dev.edgeinfer.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What delivery is made of: acknowledgements, the window, the waits. */
class DeliveryPartsTest {

    @Test
    void theLineStopsBeforeWhatIsNotAcknowledged() {
        var line = new AckLine(10);
        line.sent(11);
        line.sent(12);
        line.sent(15);
        line.acknowledged(12);
        line.acknowledged(15);
        assertEquals(10, line.reached());
        line.acknowledged(11);
        assertEquals(15, line.reached());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void inWhateverOrderAcknowledgementsComeNothingIsPassedOver(long seed) {
        List<Long> all =
                new java.util.ArrayList<>(LongStream.rangeClosed(1, 200).boxed().toList());
        var line = new AckLine(0);
        all.forEach(line::sent);
        Collections.shuffle(all, new Random(seed));
        var missing = new java.util.TreeSet<>(all);
        for (long sequence : all) {
            line.acknowledged(sequence);
            missing.remove(sequence);
            assertEquals(missing.isEmpty() ? 200 : missing.first() - 1, line.reached());
        }
    }

    @Test
    void theWindowTellsOfAStall() throws InterruptedException {
        var now = new AtomicLong();
        var window = new Window(2, now::get);
        now.set(100);
        assertEquals(0, window.stalledNanos(), "nothing is under way");
        assertTrue(window.enter());
        now.set(150);
        assertTrue(window.enter());
        now.set(170);
        assertEquals(70, window.stalledNanos());
        window.leave();
        now.set(180);
        assertEquals(10, window.stalledNanos());
        window.leave();
        assertEquals(0, window.stalledNanos());
        window.shut();
        assertFalse(window.enter());
    }

    @Test
    void waitsDoubleUpToABoundAndBeginAnewAfterAConnectionThatHeld() {
        var backoff = new Backoff(new Random(1), Backoff.FIRST, Backoff.LONGEST);
        long most = 1000;
        for (int i = 0; i < 12; i++) {
            long wait = backoff.next(Duration.ofMillis(10)).toMillis();
            assertTrue(wait >= most / 2 && wait <= most, wait + " of " + most);
            most = Math.min(2 * most, 60_000);
        }
        assertTrue(
                backoff.next(Duration.ofSeconds(59)).toMillis() >= 30_000, "it held for less than it was waited for");
        assertTrue(backoff.next(Duration.ofSeconds(61)).toMillis() <= 1000);
    }
}
