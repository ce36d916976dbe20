package dev.edgeinfer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("source", "target-fps", "zones", "min-score", "iou");

    @ParameterizedTest
    @CsvSource({
        "target-fsp, target-fps",
        "target_fps, target-fps",
        "targetFps, target-fps",
        "TARGET-FPS, target-fps",
        "sourc, source",
        "soucre, source",
        "sourcee, source",
        "ioo, iou",
        "minscore, min-score",
    })
    void findsTheNameThatWasMeant(String written, String meant) {
        assertEquals(Optional.of(meant), NearestName.of(written, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"threads", "x", "''", "aiu", "target-fps-of-the-camera"})
    void findsNothingWhenNoNameIsNear(String written) {
        assertEquals(Optional.empty(), NearestName.of(written, KNOWN));
    }

    @Test
    void hintNamesTheNearestAndAllKnown() {
        assertEquals(
                "did you mean \"iou\"? (known: source, target-fps, zones, min-score, iou)",
                NearestName.hint("iuo", KNOWN));
        assertEquals("known: source, target-fps, zones, min-score, iou", NearestName.hint("threads", KNOWN));
        assertEquals("none is known here", NearestName.hint("threads", List.of()));
    }

    @Test
    void hintAbbreviatesALongList() {
        List<String> known = IntStream.range(0, 80).mapToObj(i -> "label-" + i).toList();
        assertEquals(
                "known: label-0, label-1, label-2, label-3, label-4, label-5, label-6, label-7, label-8, label-9,"
                        + " label-10, label-11 and 68 more",
                NearestName.hint("cat", known));
    }
}
