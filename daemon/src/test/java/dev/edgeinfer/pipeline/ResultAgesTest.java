package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultAgesTest {

    private final ResultAges ages = new ResultAges();

    @Test
    void thereAreNoneBeforeTheFirstResult() {
        assertEquals(Optional.empty(), ages.summary());
    }

    @Test
    void oneResultIsAllOfThem() {
        ages.add(7);

        assertEquals(Optional.of(new ResultAge(7, 7, 7)), ages.summary());
    }

    @Test
    void percentilesAreAgesThatWereMeasured() {
        for (int age = 200; age >= 1; age--) {
            ages.add(age);
        }

        assertEquals(Optional.of(new ResultAge(100, 198, 200)), ages.summary());
    }

    @Test
    void oldResultsAreForgotten() {
        ages.add(1_000_000);
        for (int i = 0; i < 512; i++) {
            ages.add(3);
        }

        assertEquals(Optional.of(new ResultAge(3, 3, 3)), ages.summary());
    }
}
