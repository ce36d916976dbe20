package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void itDoublesUpToFiveMinutes() {
        var middle = new BackOff(() -> 0.5);
        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L),
                IntStream.rangeClosed(1, 11)
                        .mapToObj(failures -> middle.after(failures).toSeconds())
                        .toList());
        assertEquals(Duration.ofMinutes(5), middle.after(Integer.MAX_VALUE));
    }

    @Test
    void chanceSpreadsItWithinItsBounds() {
        var random = new Random(1);
        var backOff = new BackOff(random::nextDouble);
        List<Duration> waits =
                IntStream.range(0, 1000).mapToObj(_ -> backOff.after(5)).toList();
        assertTrue(waits.stream().allMatch(wait -> wait.toMillis() >= 8000 && wait.toMillis() <= 24_000));
        assertTrue(waits.stream().distinct().count() > 900);
        assertTrue(IntStream.range(1, 1000)
                .mapToObj(backOff::after)
                .allMatch(wait -> wait.compareTo(BackOff.SHORTEST) >= 0 && wait.compareTo(BackOff.LONGEST) <= 0));
    }
}
