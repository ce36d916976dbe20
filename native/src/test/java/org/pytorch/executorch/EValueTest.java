package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pytorch.executorch.TensorTest.refused;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EValueTest {

    @Test
    void valuesKnowTheirKind() {
        assertTrue(EValue.from(Tensor.ones(new long[] {1}, DType.FLOAT)).isTensor());
        assertTrue(EValue.from(true).isBool());
        assertTrue(EValue.from(3L).isInt());
        assertTrue(EValue.from(3.0).isDouble());
        assertTrue(EValue.from("x").isString());
        assertTrue(EValue.optionalNone().isNone());
    }

    @Test
    void valuesComeBack() {
        assertTrue(EValue.from(true).toBool());
        assertEquals(Long.MIN_VALUE, EValue.from(Long.MIN_VALUE).toInt());
        assertEquals(-0.0, EValue.from(-0.0).toDouble());
        assertEquals("é😀", EValue.from("é😀").toStr());
        assertEquals("String(x)", EValue.from("x").toString());
    }

    @Test
    void anotherKindIsRefused() {
        var none = EValue.optionalNone();
        Stream.<Executable>of(none::toTensor, none::toBool, none::toInt, none::toDouble, none::toStr)
                .forEach(call -> assertThrows(IllegalStateException.class, call));
        assertThrows(NullPointerException.class, () -> EValue.from((Tensor) null));
        assertThrows(NullPointerException.class, () -> EValue.from((String) null));
    }

    static Stream<EValue> serializable() {
        return Stream.of(
                EValue.optionalNone(),
                EValue.from(Tensor.ones(new long[] {2, 1}, DType.FLOAT)),
                EValue.from(""),
                EValue.from("aé😀"),
                EValue.from(-1.5),
                EValue.from(-3L),
                EValue.from(true),
                EValue.from(false));
    }

    @ParameterizedTest
    @MethodSource("serializable")
    void serializedValuesComeBack(EValue value) {
        var read = EValue.fromByteArray(value.toByteArray());
        assertEquals(value.toString(), read.toString());
        assertArrayEquals(value.toByteArray(), read.toByteArray());
    }

    @Test
    void theFormatIsThatOfExecuTorch() {
        assertArrayEquals(
                new byte[] {4, 0, 0, 0, 0, 0, 0, 0, 3}, EValue.from(3L).toByteArray());
        assertArrayEquals(new byte[] {2, 0, 0, 0, 1, 'x'}, EValue.from("x").toByteArray());
    }

    @Test
    void hostileBytesAreRefused() {
        refused("at least 1 byte", () -> EValue.fromByteArray(new byte[0]));
        refused("kind 0 to 5, not 6", () -> EValue.fromByteArray(new byte[] {6}));
        refused("kind 0 to 5, not -1", () -> EValue.fromByteArray(new byte[] {-1}));
        refused("no further bytes", () -> EValue.fromByteArray(new byte[] {0, 0}));
        refused("8 bytes", () -> EValue.fromByteArray(new byte[] {3, 1}));
        refused("0 or 1", () -> EValue.fromByteArray(new byte[] {5, 2}));
        refused("last byte", () -> EValue.fromByteArray(new byte[] {2, 127, -1, -1, -1, 'x'}));
        refused("last byte", () -> EValue.fromByteArray(new byte[] {2, -1, -1, -1, -1, 'x'}));
        refused("UTF-8", () -> EValue.fromByteArray(new byte[] {2, 0, 0, 0, 1, -1}));
        refused("at least 2 bytes", () -> EValue.fromByteArray(new byte[] {1}));
    }

    @Test
    void randomBytesNeverDoAnythingElseThanFail() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = (byte) random.nextInt(7);
            try {
                assertArrayEquals(bytes, EValue.fromByteArray(bytes).toByteArray());
            } catch (IllegalArgumentException expected) {
                assertTrue(expected.getMessage().length() > 10);
            }
        }
    }

    @Test
    void optionsAreChainedAndReplaced() {
        var options = new BackendOptionsMap();
        assertTrue(options.isEmpty());
        options.setInt("XnnpackBackend", "workspace_sharing_mode", 0)
                .setInt("XnnpackBackend", "workspace_sharing_mode", 2);
        assertEquals(1, options.options().size());
        assertEquals(2, options.options().getFirst().value());
        refused("1 to 63 bytes", () -> options.setInt("", "key", 1));
        refused("1 to 63 bytes", () -> options.setInt("XnnpackBackend", "k".repeat(64), 1));
    }
}
