package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RandomGenerator LONGEST = () -> 0;
    private static final RandomGenerator SHORTEST = () -> -1;

    @Test
    void doublesFromOneSecondToSixty() {
        List<Long> seconds = IntStream.rangeClosed(1, 9)
                .mapToObj(
                        failures -> RetryPolicy.DEFAULT.delay(failures, LONGEST).toSeconds())
                .toList();

        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), seconds);
    }

    @Test
    void jitterTakesAwayAtMostAQuarter() {
        Duration shortest = RetryPolicy.DEFAULT.delay(3, SHORTEST);

        assertTrue(shortest.compareTo(Duration.ofMillis(3000)) >= 0, shortest::toString);
        assertTrue(shortest.compareTo(Duration.ofMillis(3001)) < 0, shortest::toString);
    }

    @Test
    void staysAtTheBoundForEver() {
        assertEquals(Duration.ofSeconds(60), RetryPolicy.DEFAULT.delay(Integer.MAX_VALUE, LONGEST));
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> RetryPolicy.DEFAULT.delay(0, LONGEST));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(Duration.ZERO, second, 0, second));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(Duration.ofSeconds(2), second, 0, second));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(second, second, 1.5, second));
    }
}
