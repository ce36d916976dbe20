package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatMatrixIT {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 513", "80, 25", "80, 1600", "17, 2100"})
    void findsTheColumnsThatReachTheFloor(int rows, int columns) {
        var random = new Random(rows + columns);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.pow(random.nextFloat(), rows);
        }
        int[] wanted = IntStream.range(0, columns)
                .filter(column -> IntStream.range(0, rows).anyMatch(row -> values[row * columns + column] >= 0.5f))
                .toArray();

        assertTrue(columns == 1 || wanted.length > 0 && wanted.length < columns);
        assertArrayEquals(wanted, columnsAtLeast(0.5f, rows, columns, values));
    }

    @Test
    void takesNoNumberForNoneAndTheFloorForReached() {
        float[] values = {
            Float.NaN, Float.POSITIVE_INFINITY, 0.5f, Math.nextDown(0.5f), -1, Float.NEGATIVE_INFINITY, -0f
        };
        assertArrayEquals(new int[] {1, 2}, columnsAtLeast(0.5f, 1, values.length, values));
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, -0f})
    void aFloorOfZeroIsReachedByZero(float floor) {
        assertArrayEquals(new int[] {0, 2}, columnsAtLeast(floor, 1, 3, new float[] {0, -1e-30f, 1}));
    }

    @Test
    void aFloorMayBeBelowZero() {
        assertArrayEquals(new int[] {0, 2}, columnsAtLeast(-2, 1, 4, new float[] {-2, -3, 0, Float.NaN}));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY})
    void refusesAFloorThatIsNoNumber(float floor) {
        var e = assertThrows(IllegalArgumentException.class, () -> columnsAtLeast(floor, 1, 1, new float[] {1}));
        assertTrue(e.getMessage().contains("finite number, not " + floor), e.getMessage());
    }

    @Test
    void refusesBuffersThatDoNotFit() {
        var values = floats(new float[12]);
        assertRefused("no values", () -> new FloatMatrix(values, 0, 12));
        assertRefused("no values", () -> new FloatMatrix(values, -3, -4));
        assertRefused("of 13 floats, not of 12", () -> new FloatMatrix(values, 1, 13));
        assertRefused("of 11 floats, not of 12", () -> new FloatMatrix(values, 11, 1));
        assertRefused("not of 12", () -> new FloatMatrix(values, 65536, 65536));
        assertRefused("direct", () -> new FloatMatrix(FloatBuffer.allocate(12), 3, 4));
        assertRefused(
                "native byte order",
                () -> new FloatMatrix(
                        ByteBuffer.allocateDirect(48).order(foreignOrder()).asFloatBuffer(), 3, 4));

        var matrix = new FloatMatrix(values, 3, 4);
        assertRefused("room", () -> matrix.columnsAtLeast(0, Tensor.allocateIntBuffer(3)));
        assertRefused(
                "read-only",
                () -> matrix.columnsAtLeast(0, Tensor.allocateIntBuffer(4).asReadOnlyBuffer()));
        assertRefused("direct", () -> matrix.columnsAtLeast(0, IntBuffer.allocate(4)));
        assertRefused(
                "native byte order",
                () -> matrix.columnsAtLeast(
                        0, ByteBuffer.allocateDirect(16).order(foreignOrder()).asIntBuffer()));
    }

    @Test
    void looksAtAPartOfABufferWhateverItsPosition() {
        var values = floats(new float[] {9, 9, 0, 1, 0, 0, 9});
        var part = values.slice(2, 4);
        part.position(3).limit(3);

        var found = Tensor.allocateIntBuffer(2);
        found.position(1);

        assertEquals(1, new FloatMatrix(part, 2, 2).columnsAtLeast(0.5f, found));
        assertEquals(1, found.get(0));
    }

    private static void assertRefused(String reason, Runnable body) {
        var e = assertThrows(IllegalArgumentException.class, body::run);
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static int[] columnsAtLeast(float floor, int rows, int columns, float[] values) {
        var found = Tensor.allocateIntBuffer(columns);
        var columnsFound = new int[new FloatMatrix(floats(values), rows, columns).columnsAtLeast(floor, found)];
        found.get(columnsFound);
        return columnsFound;
    }

    private static FloatBuffer floats(float[] values) {
        return Tensor.allocateFloatBuffer(values.length).put(values).clear();
    }

    private static ByteOrder foreignOrder() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
