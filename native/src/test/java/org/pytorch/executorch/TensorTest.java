package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TensorTest {

    private static final long[] TWO = {2};

    @Test
    void arraysAreCopied() {
        var data = new float[] {1, 2};
        var tensor = Tensor.fromBlob(data, TWO);
        data[0] = 9;
        assertArrayEquals(new float[] {1, 2}, tensor.getDataAsFloatArray());
        assertEquals(DType.FLOAT, tensor.dtype());
    }

    @Test
    void arraysOfEveryTypeComeBack() {
        assertArrayEquals(
                new byte[] {1, -2}, Tensor.fromBlob(new byte[] {1, -2}, TWO).getDataAsByteArray());
        assertArrayEquals(
                new byte[] {1, -2},
                Tensor.fromBlobUnsigned(new byte[] {1, -2}, TWO).getDataAsUnsignedByteArray());
        assertArrayEquals(
                new short[] {1, -2}, Tensor.fromBlob(new short[] {1, -2}, TWO).getDataAsShortArray());
        assertArrayEquals(
                new int[] {1, -2}, Tensor.fromBlob(new int[] {1, -2}, TWO).getDataAsIntArray());
        assertArrayEquals(
                new long[] {1, -2}, Tensor.fromBlob(new long[] {1, -2}, TWO).getDataAsLongArray());
        assertArrayEquals(
                new double[] {1, -2}, Tensor.fromBlob(new double[] {1, -2}, TWO).getDataAsDoubleArray());
    }

    @Test
    void buffersAreBorrowedWhole() {
        var data = Tensor.allocateFloatBuffer(2);
        data.put(1).put(2);
        var tensor = Tensor.fromBlob(data, TWO);
        data.put(0, 9);
        assertArrayEquals(new float[] {9, 2}, tensor.getDataAsFloatArray());
        assertEquals(2, data.position(), "the caller's position is not touched");
    }

    @Test
    void buffersOfEveryTypeAreTaken() {
        assertEquals(
                DType.INT8, Tensor.fromBlob(Tensor.allocateByteBuffer(2), TWO).dtype());
        assertEquals(
                DType.UINT8,
                Tensor.fromBlobUnsigned(Tensor.allocateByteBuffer(2), TWO).dtype());
        assertEquals(
                DType.HALF, Tensor.fromBlob(Tensor.allocateHalfBuffer(2), TWO).dtype());
        assertEquals(
                DType.INT32, Tensor.fromBlob(Tensor.allocateIntBuffer(2), TWO).dtype());
        assertEquals(
                DType.INT64, Tensor.fromBlob(Tensor.allocateLongBuffer(2), TWO).dtype());
        assertEquals(
                DType.DOUBLE,
                Tensor.fromBlob(Tensor.allocateDoubleBuffer(2), TWO).dtype());
    }

    @Test
    void buffersThatDoNotFitAreRefused() {
        refused("3 elements, the data has 2", () -> Tensor.fromBlob(new float[2], new long[] {3}));
        refused("3 elements, the data has 2", () -> Tensor.fromBlob(Tensor.allocateFloatBuffer(2), new long[] {3}));
        refused("negative", () -> Tensor.fromBlob(new float[2], new long[] {-1, -2}));
        refused("more elements than", () -> Tensor.fromBlob(new float[2], new long[] {1L << 32, 1L << 32}));
        refused("must be direct", () -> Tensor.fromBlob(FloatBuffer.allocate(2), TWO));
        refused("must be direct", () -> Tensor.fromBlob(ByteBuffer.allocate(2), TWO));
        var swapped = ByteBuffer.allocateDirect(8)
                .order(
                        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                                ? ByteOrder.LITTLE_ENDIAN
                                : ByteOrder.BIG_ENDIAN);
        refused("native byte order", () -> Tensor.fromBlob(swapped.asFloatBuffer(), TWO));
        refused("0 to 536870911", () -> Tensor.allocateFloatBuffer(1 << 30));
        refused("0 to 536870911", () -> Tensor.allocateFloatBuffer(-1));
        refused("2 GB", () -> Tensor.zeros(new long[] {1L << 31}, DType.UINT8));
        refused("carry no data", () -> Tensor.zeros(TWO, DType.QINT8));
    }

    @Test
    void shapesAreCopied() {
        var shape = new long[] {1, 2};
        var tensor = Tensor.zeros(shape, DType.FLOAT);
        shape[0] = 7;
        tensor.shape()[0] = 8;
        assertArrayEquals(new long[] {1, 2}, tensor.shape());
        assertEquals(2, tensor.numel());
    }

    @Test
    void numelMultipliesTheShape() {
        assertEquals(1, Tensor.numel(new long[0]));
        assertEquals(0, Tensor.numel(new long[] {5, 0}));
        assertEquals(24, Tensor.numel(new long[] {2, 3, 4}));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT8", "INT8", "INT16", "INT32", "INT64", "HALF", "FLOAT", "DOUBLE", "BOOL", "BFLOAT16"})
    void onesAndZerosOfEveryTypeWithData(DType dtype) {
        assertEquals(1.0, first(Tensor.ones(TWO, dtype)));
        assertEquals(0.0, first(Tensor.zeros(TWO, dtype)));
        assertEquals(2, Tensor.ones(TWO, dtype).getRawDataBuffer().capacity());
    }

    private static double first(Tensor tensor) {
        return switch (tensor.getRawDataBuffer()) {
            case ByteBuffer b -> b.get(1);
            case ShortBuffer b -> tensor.dtype() == DType.INT16 ? b.get(1) : tensor.getDataAsFloatArray()[1];
            case IntBuffer b -> b.get(1);
            case LongBuffer b -> b.get(1);
            case FloatBuffer b -> b.get(1);
            case DoubleBuffer b -> b.get(1);
            default -> throw new AssertionError();
        };
    }

    @Test
    void halvesAreReadAsFloats() {
        short[] bits = {0x3C00, (short) 0xC000, 0x0001, 0x7C00};
        var half = Tensor.fromBlob(bits, new long[] {4});
        assertArrayEquals(new float[] {1, -2, 5.9604645e-8f, Float.POSITIVE_INFINITY}, half.getDataAsFloatArray());
        var floats = FloatBuffer.allocate(5);
        half.copyDataInto(floats);
        assertEquals(4, floats.position());
        assertThrows(BufferOverflowException.class, () -> half.copyDataInto(FloatBuffer.allocate(3)));
    }

    @Test
    void dataIsCopiedToTheDestinationsPosition() {
        var destination = FloatBuffer.allocate(4).position(1);
        Tensor.fromBlob(new float[] {1, 2}, TWO).copyDataInto(destination);
        assertArrayEquals(new float[] {0, 1, 2, 0}, destination.array());
        assertThrows(BufferOverflowException.class, () -> Tensor.ones(TWO, DType.FLOAT)
                .copyDataInto(destination));

        var bytes = ByteBuffer.allocate(4);
        Tensor.ones(TWO, DType.INT8).copyDataInto(bytes);
        Tensor.ones(TWO, DType.UINT8).copyDataIntoUnsigned(bytes);
        assertEquals(4, bytes.position());
        var shorts = ShortBuffer.allocate(2);
        Tensor.ones(TWO, DType.INT16).copyDataInto(shorts);
        var ints = IntBuffer.allocate(2);
        Tensor.ones(TWO, DType.INT32).copyDataInto(ints);
        var longs = LongBuffer.allocate(2);
        Tensor.ones(TWO, DType.INT64).copyDataInto(longs);
        var doubles = DoubleBuffer.allocate(2);
        Tensor.ones(TWO, DType.DOUBLE).copyDataInto(doubles);
        assertEquals(4, shorts.get(1) + ints.get(1) + longs.get(1) + doubles.get(1));
    }

    @Test
    void dataOfAnotherTypeIsRefused() {
        var floats = Tensor.ones(TWO, DType.FLOAT);
        var ints = Tensor.ones(TWO, DType.INT32);
        Stream.<Executable>of(
                        floats::getDataAsByteArray,
                        floats::getDataAsUnsignedByteArray,
                        floats::getDataAsShortArray,
                        floats::getDataAsIntArray,
                        floats::getDataAsLongArray,
                        floats::getDataAsDoubleArray,
                        ints::getDataAsFloatArray,
                        () -> ints.copyDataInto(ByteBuffer.allocate(8)),
                        () -> ints.copyDataIntoUnsigned(ByteBuffer.allocate(8)),
                        () -> ints.copyDataInto(ShortBuffer.allocate(8)),
                        () -> floats.copyDataInto(IntBuffer.allocate(8)),
                        () -> ints.copyDataInto(LongBuffer.allocate(8)),
                        () -> ints.copyDataInto(FloatBuffer.allocate(8)),
                        () -> ints.copyDataInto(DoubleBuffer.allocate(8)))
                .forEach(call -> assertThrows(IllegalStateException.class, call));
    }

    static Stream<Tensor> serializable() {
        var values = new Random(1);
        return Stream.of(
                Tensor.fromBlob(new byte[] {1, -2}, TWO),
                Tensor.fromBlobUnsigned(new byte[] {1, -2}, TWO),
                Tensor.fromBlob(new short[] {1, -2}, TWO),
                Tensor.fromBlob(new int[] {1, -2}, TWO),
                Tensor.fromBlob(new long[] {1, Long.MIN_VALUE}, TWO),
                Tensor.fromBlob(new float[] {values.nextFloat(), Float.NaN}, TWO),
                Tensor.fromBlob(new double[] {values.nextDouble(), -0.0}, TWO),
                Tensor.ones(TWO, DType.BOOL),
                Tensor.ones(TWO, DType.INT16),
                Tensor.ones(TWO, DType.BFLOAT16),
                Tensor.ones(new long[0], DType.FLOAT),
                Tensor.ones(new long[] {0, 3}, DType.FLOAT));
    }

    @ParameterizedTest
    @MethodSource("serializable")
    void serializedTensorsComeBack(Tensor tensor) {
        var read = Tensor.fromByteArray(tensor.toByteArray());
        assertEquals(tensor.dtype(), read.dtype());
        assertArrayEquals(tensor.shape(), read.shape());
        assertArrayEquals(tensor.toByteArray(), read.toByteArray());
    }

    @Test
    void theFormatIsThatOfExecuTorch() {
        assertArrayEquals(
                new byte[] {6, 1, 0, 0, 0, 1, 0x3F, (byte) 0x80, 0, 0},
                Tensor.ones(new long[] {1}, DType.FLOAT).toByteArray());
    }

    @Test
    void hostileBytesAreRefused() {
        refused("at least 2 bytes", () -> Tensor.fromByteArray(new byte[0]));
        refused("No DType", () -> Tensor.fromByteArray(new byte[] {99, 0}));
        refused("No DType", () -> Tensor.fromByteArray(new byte[] {-1, 0}));
        refused("dimensions", () -> Tensor.fromByteArray(new byte[] {6, -1}));
        refused("dimensions", () -> Tensor.fromByteArray(new byte[] {6, 127}));
        refused("negative", () -> Tensor.fromByteArray(new byte[] {6, 1, -1, -1, -1, -1}));
        refused("needs 2147483647 elements", () -> Tensor.fromByteArray(new byte[] {6, 1, 127, -1, -1, -1}));
        refused("needs 1 elements", () -> Tensor.fromByteArray(new byte[] {6, 0, 1, 2, 3}));
        refused("carry no data", () -> Tensor.fromByteArray(new byte[] {12, 0, 1}));
        refused("cannot be serialized", () -> Tensor.zeros(new long[] {0, 1L << 40}, DType.INT8)
                .toByteArray());
    }

    @Test
    void randomBytesNeverDoAnythingElseThanFail() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[0] = (byte) random.nextInt(24);
                bytes[1] = (byte) random.nextInt(4);
            }
            try {
                assertArrayEquals(bytes, Tensor.fromByteArray(bytes).toByteArray());
            } catch (IllegalArgumentException expected) {
                assertTrue(expected.getMessage().length() > 10);
            }
        }
    }

    @Test
    void typesKnowTheirCodes() {
        for (var dtype : DType.values()) {
            assertEquals(dtype, DType.fromJniCode(dtype.jniCode()));
        }
        assertEquals(11, DType.BOOL.jniCode());
        assertEquals(15, DType.BFLOAT16.jniCode());
        assertEquals(22, DType.BITS16.jniCode());
    }

    @Test
    void infosAreValues() {
        var info = new TensorInfo(DType.FLOAT, new long[] {1, 3}, true);
        assertEquals(info, new TensorInfo(DType.FLOAT, new long[] {1, 3}, true));
        assertEquals(info.hashCode(), new TensorInfo(DType.FLOAT, new long[] {1, 3}, true).hashCode());
        assertEquals(12, info.byteSize());
        assertEquals("FLOAT[1, 3]", info.toString());
        refused("TensorInfo", () -> new ScalarInfo(ValueInfo.Kind.TENSOR));
    }

    static void refused(String message, Executable call) {
        var failure = assertThrows(IllegalArgumentException.class, call);
        assertTrue(failure.getMessage().contains(message), () -> Arrays.asList(message, failure.getMessage())
                .toString());
    }
}
