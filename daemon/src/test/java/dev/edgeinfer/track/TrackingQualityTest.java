package dev.edgeinfer.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tracker on sequences of which the truth is known, beside what published implementations of ByteTrack made of the
 * same detections ({@code src/test/python/tracking}). Leaves its own result in {@code target/tracking} for that script.
 */
class TrackingQualityTest {

    /** As the others have it: a track is given out from its second frame on. */
    private static final TrackingConfig AS_THE_OTHERS = withMinHits(2);

    static List<Sequence> sequences() {
        return Sequence.all();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void theMeasureIsThatOfThePublicPackage(Sequence sequence) {
        MotMeasure expected = sequence.othersMeasure("cjm-byte-track");

        MotMeasure actual = MotMeasure.of(sequence.frames(), sequence.othersTracks());

        assertEquals(expected.mota(), actual.mota(), 1e-6);
        assertEquals(expected.idf1(), actual.idf1(), 1e-6);
        assertEquals(expected.switches(), actual.switches());
        assertEquals(expected.falsePositives(), actual.falsePositives());
        assertEquals(expected.misses(), actual.misses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cjm-byte-track", "trackers"})
    void itIsNotWorseThanAPublishedByteTrack(String other) throws IOException {
        List<MotMeasure> ours = new ArrayList<>();
        List<MotMeasure> theirs = new ArrayList<>();
        for (Sequence sequence : sequences()) {
            List<Map<Integer, Box>> tracks = sequence.ourTracks(AS_THE_OTHERS);
            sequence.write(Path.of("target/tracking"), tracks);
            ours.add(MotMeasure.of(sequence.frames(), tracks));
            theirs.add(sequence.othersMeasure(other));
        }

        assertNotWorse("MOTA", MotMeasure::mota, ours, theirs);
        assertNotWorse("IDF1", MotMeasure::idf1, ours, theirs);
    }

    @Test
    void falseDetectionsHardlyEverBecomeTracks() {
        for (Sequence sequence : sequences()) {
            int falseBoxes = MotMeasure.of(sequence.frames(), sequence.ourTracks(TrackingConfig.DEFAULT))
                    .falsePositives();
            assertTrue(falseBoxes <= 5, sequence.name() + ": " + falseBoxes);
        }
    }

    private static void assertNotWorse(
            String name, ToDoubleFunction<MotMeasure> value, List<MotMeasure> ours, List<MotMeasure> theirs) {
        double our = ours.stream().mapToDouble(value).average().orElseThrow();
        double their = theirs.stream().mapToDouble(value).average().orElseThrow();
        assertTrue(our >= their, "%s %.4f against %.4f".formatted(name, our, their));
    }

    private static TrackingConfig withMinHits(int minHits) {
        TrackingConfig base = TrackingConfig.DEFAULT;
        return new TrackingConfig(
                base.enabled(),
                base.minScore(),
                base.highScore(),
                base.threshold(),
                minHits,
                base.maxAge(),
                base.minIou(),
                base.stationaryAfter());
    }
}
