package dev.edgeinfer.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.OutputTensor;
import dev.edgeinfer.model.SampleManifest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each decoder on an input of 64×64 pixels. */
class OutputDecoderTest {

    private static final int SIDE = 64;
    private static final float FLOOR = 0.25f;

    @Test
    void yoloxAddsTheCellAndScalesByTheStride() {
        // 8×8 cells of stride 8, 4×4 of stride 16: row 64 is the first cell of stride 16.
        var output = new HandMadeOutput(1, 80, 7)
                .row(0, 0.5, 0.5, 0, 0, 0.9, 0.1, 1)
                .row(8 + 3, 0.25, 0.75, Math.log(2), Math.log(3), 0.8, 0.5, 0.25)
                .row(64 + 4 + 2, 0.5, 0, Math.log(1), Math.log(0.5), 1, 0.3, 0.2);

        assertEquals(
                List.of("b 0.900 0.0 0.0 8.0 8.0", "a 0.400 18.0 2.0 34.0 26.0", "a 0.300 32.0 12.0 48.0 20.0"),
                decode(Decoder.YOLOX, List.of(8, 16), 2, false, output));
    }

    @Test
    void yoloV5ReadsPixels() {
        var output = new HandMadeOutput(1, 3, 7)
                .row(0, 20, 30, 10, 20, 0.5, 0.4, 0.9)
                .row(1, 20, 30, 10, 20, 0.24, 1, 1)
                .row(2, 32, 32, 64, 64, 1, 0.25, 0);

        assertEquals(
                List.of("b 0.450 15.0 20.0 25.0 40.0", "a 0.250 0.0 0.0 64.0 64.0"),
                decode(Decoder.YOLOV5, List.of(), 2, false, output));
    }

    @Test
    void yoloV8ReadsPlanes() {
        var output = new HandMadeOutput(1, 7, 5);
        double[] cell3 = {20, 30, 10, 20, 0.1, 0.7, 0.6};
        for (int plane = 0; plane < cell3.length; plane++) {
            output.set(cell3[plane], 0, plane, 3);
        }

        assertEquals(List.of("b 0.700 15.0 20.0 25.0 40.0"), decode(Decoder.YOLOV8, List.of(), 3, false, output));
        assertEquals(
                List.of("b 0.700 15.0 20.0 25.0 40.0", "c 0.600 15.0 20.0 25.0 40.0"),
                decode(Decoder.YOLOV8, List.of(), 3, true, output));
    }

    @Test
    void end2endTakesRowsAsTheyAre() {
        var output = new HandMadeOutput(1, 6, 6)
                .row(0, 1, 2, 11, 22, 0.9, 1)
                .row(1, 1, 2, 11, 22, 0.9, 0.99999)
                .row(2, 1, 2, 11, 22, 0.9, 2)
                .row(3, 1, 2, 11, 22, 0.9, -1)
                .row(4, 1, 2, 11, 22, 0.9, Double.NaN)
                .row(5, 1, 2, 11, 22, 0.1, 0);

        assertEquals(
                List.of("b 0.900 1.0 2.0 11.0 22.0", "b 0.900 1.0 2.0 11.0 22.0"),
                decode(Decoder.END2END, List.of(), 2, false, output));
    }

    @Test
    void nanoDetTakesTheExpectationOfEachSide() {
        var scores = new HandMadeOutput(1, 2, 8, 8).set(0.6, 0, 1, 2, 5);
        var coarseScores = new HandMadeOutput(1, 2, 4, 4).set(0.5, 0, 0, 3, 0);
        var logits = new HandMadeOutput(1, 12, 8, 8);
        // Left: all on bin 2. Top: all on bin 0. Right: half bin 1, half bin 2. Bottom: as much on each of three.
        logits.set(100, 0, 2, 2, 5)
                .set(100, 0, 3, 2, 5)
                .set(100, 0, 7, 2, 5)
                .set(100, 0, 8, 2, 5)
                .set(-7, 0, 9, 2, 5)
                .set(-7, 0, 10, 2, 5)
                .set(-7, 0, 11, 2, 5);
        var coarseLogits = new HandMadeOutput(1, 12, 4, 4);

        assertEquals(
                List.of("b 0.600 28.0 20.0 56.0 28.0", "a 0.500 -8.0 40.0 24.0 72.0"),
                decode(Decoder.NANODET, List.of(8, 16), 2, false, scores, coarseScores, logits, coarseLogits));
    }

    @Test
    void nanoDetLogitsOfAnySizeDoNotOverflow() {
        var scores = new HandMadeOutput(1, 1, 1, 1).set(0.6, 0, 0, 0, 0);
        var logits = new HandMadeOutput(1, 8, 1, 1).fill(-3e38f);
        for (int side = 0; side < 4; side++) {
            logits.set(3e38, 0, 2 * side + 1, 0, 0);
        }

        assertEquals(
                List.of("a 0.600 -32.0 -32.0 96.0 96.0"),
                decode(Decoder.NANODET, List.of(64), 1, false, scores, logits));
    }

    @Test
    void classifyTakesProbabilitiesAsTheyAre() {
        var output = new HandMadeOutput(1, 3).set(0.2, 0, 0).set(0.5, 0, 1).set(0.3, 0, 2);

        assertEquals(List.of("b 0.500 0.0 0.0 64.0 64.0"), decode(Decoder.CLASSIFY, List.of(), 3, false, output));
        assertEquals(
                List.of("b 0.500 0.0 0.0 64.0 64.0", "c 0.300 0.0 0.0 64.0 64.0"),
                decode(Decoder.CLASSIFY, List.of(), 3, true, output));
    }

    @Test
    void classifyPutsLogitsThroughASoftmax() {
        var output = new HandMadeOutput(1, 3)
                .set(1000, 0, 0)
                .set(1000 + Math.log(3), 0, 1)
                .set(-1000, 0, 2);

        assertEquals(List.of("b 0.750 0.0 0.0 64.0 64.0"), decode(Decoder.CLASSIFY, List.of(), 3, false, output));
    }

    @Test
    void classifyWithoutAFiniteMaximumHasNoClass() {
        var output = new HandMadeOutput(1, 3).set(Double.POSITIVE_INFINITY, 0, 1);

        assertEquals(List.of(), decode(Decoder.CLASSIFY, List.of(), 3, true, output));
    }

    @Test
    void aBrokenScoreDoesNotHideTheSoundOneBesideIt() {
        var planes = new HandMadeOutput(1, 7, 1);
        double[] cell = {20, 30, 10, 20, Double.NaN, 0.7, Double.POSITIVE_INFINITY};
        var rows = new HandMadeOutput(1, 1, 8).row(0, 20, 30, 10, 20, 1, Double.NaN, 0.7, Double.POSITIVE_INFINITY);
        for (int plane = 0; plane < cell.length; plane++) {
            planes.set(cell[plane], 0, plane, 0);
        }

        for (boolean multiLabel : new boolean[] {false, true}) {
            assertEquals(
                    List.of("b 0.700 15.0 20.0 25.0 40.0"), decode(Decoder.YOLOV8, List.of(), 3, multiLabel, planes));
            assertEquals(
                    List.of("b 0.700 15.0 20.0 25.0 40.0"), decode(Decoder.YOLOV5, List.of(), 3, multiLabel, rows));
        }
    }

    @Test
    void yoloxSizesBeyondAllNumbersAreNoBoxes() {
        var output = new HandMadeOutput(1, 64, 6)
                .row(0, 0, 0, 1000, 0, 1, 1)
                .row(1, 0, 0, 88, 88, 1, 1)
                .row(2, 0, 0, -1000, 0, 1, 1)
                .row(3, Double.NaN, 0, 0, 0, 1, 1);

        assertEquals(List.of(), decode(Decoder.YOLOX, List.of(8), 1, false, output));
    }

    @Test
    void outputsThatAreNoNumbersGiveNothing() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -Float.NaN, -1}) {
            for (boolean multiLabel : new boolean[] {false, true}) {
                for (var decoder : Decoder.values()) {
                    if (decoder == Decoder.CLASSIFY && Float.isFinite(value)) {
                        continue; // equal logits are equal probabilities
                    }
                    assertEquals(List.of(), decodeFilled(decoder, value, multiLabel), () -> decoder + " of " + value);
                }
            }
        }
    }

    @Test
    void oneEverywhereStaysWithinTheCapacity() {
        for (var decoder : Decoder.values()) {
            var candidates = new Candidates(20);
            candidates.clear(0);

            decoder(decoder, List.of(8), 2, outputs(decoder, 1)).decode(candidates, true);

            assertTrue(candidates.size() <= 20, decoder::toString);
        }
    }

    private static List<String> decodeFilled(Decoder decoder, float value, boolean multiLabel) {
        return decode(decoder, List.of(8), 2, multiLabel, outputs(decoder, value));
    }

    /** Outputs of two classes and, where there are strides, of stride 8. */
    private static HandMadeOutput[] outputs(Decoder decoder, float value) {
        var outputs =
                switch (decoder) {
                    case YOLOX -> List.of(new HandMadeOutput(1, 64, 7));
                    case YOLOV5 -> List.of(new HandMadeOutput(1, 10, 7));
                    case YOLOV8 -> List.of(new HandMadeOutput(1, 6, 10));
                    case END2END -> List.of(new HandMadeOutput(1, 10, 6));
                    case NANODET -> List.of(new HandMadeOutput(1, 2, 8, 8), new HandMadeOutput(1, 12, 8, 8));
                    case CLASSIFY -> List.of(new HandMadeOutput(1, 2));
                };
        outputs.forEach(output -> output.fill(value));
        return outputs.toArray(HandMadeOutput[]::new);
    }

    private static OutputDecoder decoder(
            Decoder decoder, List<Integer> strides, int labels, HandMadeOutput... outputs) {
        List<OutputTensor> tensors =
                Arrays.stream(outputs).map(HandMadeOutput::tensor).toList();
        return OutputDecoder.of(SampleManifest.of(decoder, labels, SIDE, strides, 3), tensors);
    }

    /** The candidates as label, score and corners. */
    private static List<String> decode(
            Decoder decoder, List<Integer> strides, int labels, boolean multiLabel, HandMadeOutput... outputs) {
        var candidates = new Candidates();
        candidates.clear(FLOOR);
        decoder(decoder, strides, labels, outputs).decode(candidates, multiLabel);
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "%c %.3f %.1f %.1f %.1f %.1f",
                        'a' + candidates.label(i),
                        candidates.score(i),
                        candidates.x1(i),
                        candidates.y1(i),
                        candidates.x2(i),
                        candidates.y2(i)))
                .toList();
    }
}
