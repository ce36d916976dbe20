package dev.edgeinfer.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.model.ModelManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NmsTest {

    private final Candidates candidates = new Candidates();
    private final Nms nms = new Nms(5);

    private List<Integer> run(ModelManifest.Nms mode, double iou, int max) {
        int kept = nms.run(candidates, mode, (float) iou, max);
        return IntStream.range(0, kept).map(nms::kept).boxed().toList();
    }

    @Test
    void nothingGivesNothing() {
        assertEquals(List.of(), run(ModelManifest.Nms.CLASS_WISE, 0.5, 10));
    }

    @Test
    void theBetterOfTwoThatOverlapStays() {
        candidates.add(0, 0, 10, 10, 0.6f, 0);
        candidates.add(1, 0, 11, 10, 0.9f, 0);
        candidates.add(50, 50, 60, 60, 0.7f, 0);

        assertEquals(List.of(1, 2), run(ModelManifest.Nms.CLASS_WISE, 0.5, 10));
    }

    @Test
    void classesDoNotSuppressEachOtherUnlessAsked() {
        candidates.add(0, 0, 10, 10, 0.6f, 0);
        candidates.add(0, 0, 10, 10, 0.9f, 4);

        assertEquals(List.of(1, 0), run(ModelManifest.Nms.CLASS_WISE, 0.5, 10));
        assertEquals(List.of(1), run(ModelManifest.Nms.CLASS_AGNOSTIC, 0.5, 10));
    }

    @Test
    void withoutSuppressionBoxesAreRankedAndCutOff() {
        candidates.add(0, 0, 10, 10, 0.6f, 0);
        candidates.add(0, 0, 10, 10, 0.9f, 0);
        candidates.add(0, 0, 10, 10, 0.7f, 0);

        assertEquals(List.of(1, 2), run(ModelManifest.Nms.NONE, 0.5, 2));
    }

    @Test
    void anOverlapOfExactlyTheThresholdStays() {
        candidates.add(0, 0, 10, 10, 0.9f, 0);
        candidates.add(0, 0, 10, 5, 0.8f, 0);

        assertEquals(List.of(0, 1), run(ModelManifest.Nms.CLASS_WISE, 0.5, 10));
        assertEquals(List.of(0), run(ModelManifest.Nms.CLASS_WISE, 0.4999, 10));
    }

    @Test
    void aSuppressedBoxSuppressesNobody() {
        candidates.add(0, 0, 10, 10, 0.9f, 0);
        candidates.add(4, 0, 14, 10, 0.8f, 0);
        candidates.add(8, 0, 18, 10, 0.7f, 0);

        assertEquals(List.of(0, 2), run(ModelManifest.Nms.CLASS_WISE, 0.4, 10));
    }

    @Test
    void equalScoresKeepTheOrderOfTheDecoder() {
        for (int i = 0; i < 5; i++) {
            candidates.add(20 * i, 0, 20 * i + 10, 10, 0.5f, 0);
        }

        assertEquals(List.of(0, 1, 2, 3, 4), run(ModelManifest.Nms.CLASS_WISE, 0.5, 10));
    }

    @Test
    void thresholdsAtTheirEnds() {
        candidates.add(0, 0, 10, 10, 0.9f, 0);
        candidates.add(0, 0, 10, 10, 0.8f, 0);
        candidates.add(9, 9, 19, 19, 0.7f, 0);
        candidates.add(19, 0, 29, 9, 0.6f, 0);

        assertEquals(List.of(0, 1, 2, 3), run(ModelManifest.Nms.CLASS_WISE, 1, 10));
        assertEquals(List.of(0, 3), run(ModelManifest.Nms.CLASS_WISE, 0, 10));
    }

    @ParameterizedTest
    @CsvSource({"CLASS_WISE, 100, 300", "CLASS_AGNOSTIC, 100, 300", "CLASS_WISE, 2000, 50", "CLASS_AGNOSTIC, 2000, 7"})
    void agreesWithTheDefinitionOnCrowds(ModelManifest.Nms mode, int count, int max) {
        var random = new Random(count);
        for (int round = 0; round < 20; round++) {
            candidates.clear(0);
            for (int i = 0; i < count; i++) {
                float x = random.nextInt(100);
                float y = random.nextInt(100);
                float score = (1 + random.nextInt(40)) / 40f;
                candidates.add(x, y, x + 1 + random.nextInt(50), y + 1 + random.nextInt(50), score, random.nextInt(5));
            }
            assertEquals(definition(mode, 0.45f, max), run(mode, 0.45f, max));
        }
    }

    @Test
    void tenThousandCandidatesInOnePlaceLeaveOne() {
        candidates.clear(0);
        for (int i = 0; i < 10_000; i++) {
            candidates.add(0, 0, 100, 100, 0.5f, 0);
        }

        assertEquals(List.of(0), run(ModelManifest.Nms.CLASS_WISE, 0.5, 300));
    }

    /** Sort, keep, cross out, without any cleverness. */
    private List<Integer> definition(ModelManifest.Nms mode, float iou, int max) {
        var left = new ArrayList<>(IntStream.range(0, candidates.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -candidates.score(i)))
                .toList());
        var kept = new ArrayList<Integer>();
        while (!left.isEmpty() && kept.size() < max) {
            int best = left.removeFirst();
            kept.add(best);
            left.removeIf(other ->
                    (mode == ModelManifest.Nms.CLASS_AGNOSTIC || candidates.label(best) == candidates.label(other))
                            && iou(best, other) > iou);
        }
        return kept;
    }

    private float iou(int a, int b) {
        float width = Math.min(candidates.x2(a), candidates.x2(b)) - Math.max(candidates.x1(a), candidates.x1(b));
        float height = Math.min(candidates.y2(a), candidates.y2(b)) - Math.max(candidates.y1(a), candidates.y1(b));
        float shared = Math.max(0, width) * Math.max(0, height);
        return shared / (area(a) + area(b) - shared);
    }

    private float area(int i) {
        return (candidates.x2(i) - candidates.x1(i)) * (candidates.y2(i) - candidates.y1(i));
    }
}
