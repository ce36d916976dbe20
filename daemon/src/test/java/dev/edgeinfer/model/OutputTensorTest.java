package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class OutputTensorTest {

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void floatsAreReadInPlace() {
        var memory = memory(24);
        var output = OutputTensor.ofFloats(memory, 1, 2, 3);

        memory.putFloat(5 * Float.BYTES, 0.25f);

        assertEquals(0.25f, output.get(5));
        assertArrayEquals(new long[] {1, 2, 3}, output.shape());
        assertEquals(3, output.size(2));
    }

    @Test
    void halfsAreWidenedAfterEachRun() {
        var memory = memory(8);
        var output = OutputTensor.ofHalfs(memory, 1, 4);
        float[] values = {0.333251953125f, -65504, Float.POSITIVE_INFINITY, Float.NaN};
        for (int i = 0; i < values.length; i++) {
            memory.putShort(i * Short.BYTES, Float.floatToFloat16(values[i]));
        }

        output.refresh();

        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], output.get(i));
        }
    }

    @Test
    void memoryOfAnotherSizeIsRefused() {
        assertEquals(
                "An output of shape [1, 5] has 20 bytes, not 16",
                assertThrows(IllegalArgumentException.class, () -> OutputTensor.ofFloats(memory(16), 1, 5))
                        .getMessage());
    }
}
