package dev.edgeinfer.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {

    @Test
    void keepsWhatReachesTheFloor() {
        var candidates = new Candidates();
        candidates.clear(0.5f);

        candidates.add(1, 2, 3, 4, 0.5f, 7);
        candidates.add(1, 2, 3, 4, 0.4999f, 7);

        assertEquals(1, candidates.size());
        assertEquals(7, candidates.label(0));
        assertEquals(4, candidates.y2(0));
    }

    @Test
    void aScoreAboveOneIsOne() {
        var candidates = new Candidates();

        candidates.add(0, 0, 1, 1, 1.004f, 0);

        assertEquals(1f, candidates.score(0));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0.0f, -1})
    void aScoreThatIsNoneIsLeftOut(float score) {
        var candidates = new Candidates();
        candidates.clear(0);

        candidates.add(0, 0, 1, 1, score, 0);

        assertEquals(0, candidates.size());
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 0, 1, 1",
        "0, NaN, 1, 1",
        "0, 0, NaN, 1",
        "0, 0, 1, NaN",
        "-Infinity, 0, 1, 1",
        "0, 0, Infinity, 1",
        "0, -Infinity, 1, Infinity",
        "-3e38, -3e38, 3e38, 3e38",
        "5, 0, 5, 1",
        "0, 5, 1, 5",
        "1, 0, 0, 1",
        "0, 1, 1, 0",
        "1, 1, 0, 0"
    })
    void aBoxThatIsNoneIsLeftOut(float left, float top, float right, float bottom) {
        var candidates = new Candidates();

        candidates.add(left, top, right, bottom, 0.9f, 0);

        assertEquals(0, candidates.size());
    }

    @Test
    void whenFullTheBestStayInTheirOrder() {
        var candidates = new Candidates(100);
        candidates.clear(0);
        var random = new Random(5);
        var scores = new float[1000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (1 + random.nextInt(50)) / 50f;
            candidates.add(i, 0, i + 1, 1, scores[i], 0);
        }

        assertTrue(candidates.size() >= 50 && candidates.size() <= 100, () -> "held " + candidates.size());
        Arrays.sort(scores);
        var held = new float[candidates.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = candidates.score(i);
            assertTrue(i == 0 || candidates.x1(i) > candidates.x1(i - 1), "out of order");
        }
        Arrays.sort(held);
        for (int rank = 1; rank <= 50; rank++) {
            assertEquals(scores[scores.length - rank], held[held.length - rank]);
        }
    }

    @Test
    void aFullHouseOfEqualScoresKeepsTheFirst() {
        var candidates = new Candidates(10);
        candidates.clear(0);

        for (int i = 0; i < 1000; i++) {
            candidates.add(i, 0, i + 1, 1, 1, 0);
        }

        for (int i = 0; i < 5; i++) {
            assertEquals(i, candidates.x1(i));
        }
    }

    @Test
    void theNextFrameBeginsWithItsOwnFloor() {
        var candidates = new Candidates(10);
        for (int i = 1; i <= 100; i++) {
            candidates.add(0, 0, 1, 1, i / 100f, 0);
        }

        candidates.clear(0.01f);
        candidates.add(0, 0, 1, 1, 0.02f, 0);

        assertEquals(1, candidates.size());
    }
}
