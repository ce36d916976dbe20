package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.model.ModelManifest.Decoder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pytorch.executorch.DType;
import org.pytorch.executorch.ScalarInfo;
import org.pytorch.executorch.TensorInfo;
import org.pytorch.executorch.ValueInfo;

class ProgramCheckTest {

    private static final String HINT = "; correct the manifest or export the program again";

    private static final List<ValueInfo> INPUT = List.of(tensor(DType.FLOAT, 1, 3, 64, 64));

    private static ValueInfo tensor(DType type, long... shape) {
        return new TensorInfo(type, shape, false);
    }

    /** Outputs of 32-bit floats. */
    private static List<ValueInfo> outputs(long[]... shapes) {
        return Arrays.stream(shapes).map(shape -> tensor(DType.FLOAT, shape)).toList();
    }

    private static ModelManifest manifest(Decoder decoder) {
        boolean grid = decoder.hasGrid();
        return SampleManifest.of(
                decoder, 2, 64, grid ? List.of(8, 16) : List.of(), decoder == Decoder.NANODET ? 11 : 0);
    }

    private static String refusal(Decoder decoder, List<ValueInfo> inputs, List<ValueInfo> outputs) {
        return assertThrows(ModelException.class, () -> ProgramCheck.verify(manifest(decoder), inputs, outputs))
                .getMessage();
    }

    @Test
    void eachDecoderTakesItsShapes() {
        assertDoesNotThrow(() -> {
            ProgramCheck.verify(manifest(Decoder.YOLOX), INPUT, outputs(new long[] {1, 80, 7}));
            ProgramCheck.verify(manifest(Decoder.YOLOV5), INPUT, outputs(new long[] {1, 3, 7}));
            ProgramCheck.verify(manifest(Decoder.YOLOV8), INPUT, outputs(new long[] {1, 6, 84}));
            ProgramCheck.verify(manifest(Decoder.END2END), INPUT, outputs(new long[] {1, 300, 6}));
            ProgramCheck.verify(
                    manifest(Decoder.NANODET),
                    INPUT,
                    outputs(new long[] {1, 2, 8, 8}, new long[] {1, 2, 4, 4}, new long[] {1, 44, 8, 8}, new long[] {
                        1, 44, 4, 4
                    }));
            ProgramCheck.verify(manifest(Decoder.CLASSIFY), INPUT, outputs(new long[] {1, 2}));
        });
    }

    @Test
    void halfOutputsAreRead() {
        assertDoesNotThrow(
                () -> ProgramCheck.verify(manifest(Decoder.CLASSIFY), INPUT, List.of(tensor(DType.HALF, 1, 2))));
    }

    @Test
    void quantizedOutputsAreNot() {
        assertEquals(
                "\"model.pte\" returns int8[1, 2]," + " but decoder classify with 2 labels" + " reads float32[1, 2]"
                        + HINT,
                refusal(Decoder.CLASSIFY, INPUT, List.of(tensor(DType.INT8, 1, 2))));
    }

    @Test
    void anotherGridIsRefused() {
        assertEquals(
                "\"model.pte\" returns float32[1, 84, 7],"
                        + " but decoder yolox with 2 labels, an input of 64×64 and strides 8, 16"
                        + " reads float32[1, 80, 7]" + HINT,
                refusal(Decoder.YOLOX, INPUT, outputs(new long[] {1, 84, 7})));
    }

    @Test
    void anotherRankIsRefused() {
        assertEquals(
                "\"model.pte\" returns float32[300, 6]," + " but decoder end2end with 2 labels"
                        + " reads float32[1, N, 6]" + HINT,
                refusal(Decoder.END2END, INPUT, outputs(new long[] {300, 6})));
    }

    @Test
    void anotherNumberOfOutputsIsRefused() {
        assertEquals(
                "\"model.pte\" returns nothing," + " but decoder yolov5 with 2 labels" + " reads float32[1, N, 7]"
                        + HINT,
                refusal(Decoder.YOLOV5, INPUT, List.of()));
        assertEquals(
                "\"model.pte\" returns float32[1, 9, 7], float32[1, 9, 7]," + " but decoder yolov5 with 2 labels"
                        + " reads float32[1, N, 7]" + HINT,
                refusal(Decoder.YOLOV5, INPUT, outputs(new long[] {1, 9, 7}, new long[] {1, 9, 7})));
    }

    @Test
    void anotherInputIsRefused() {
        assertEquals(
                "\"model.pte\" takes uint8[1, 64, 64, 3], int,"
                        + " but its manifest describes the input float32[1, 3, 64, 64]" + HINT,
                refusal(
                        Decoder.CLASSIFY,
                        List.of(tensor(DType.UINT8, 1, 64, 64, 3), new ScalarInfo(ValueInfo.Kind.INT)),
                        outputs(new long[] {1, 2})));
    }
}
