package org.pytorch.executorch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A value that a method takes or returns: a tensor, a string, a double, an int (64 bits), a bool, or none.
 *
 * <p>Immutable, apart from the data of a tensor. {@code toX} on a value of another kind throws
 * {@link IllegalStateException}.
 */
public final class EValue {

    private static final int NONE = 0;
    private static final int TENSOR = 1;
    private static final int STRING = 2;
    private static final int DOUBLE = 3;
    private static final int INT = 4;
    private static final int BOOL = 5;
    private static final String[] NAMES = {"None", "Tensor", "String", "Double", "Int", "Bool"};

    // The native layer reads these fields: the kind, the bits of a number, the tensor.
    private final int kind;
    private final long bits;
    private final Tensor tensor;

    private final String string;

    private EValue(int kind, long bits, Tensor tensor, String string) {
        this.kind = kind;
        this.bits = bits;
        this.tensor = tensor;
        this.string = string;
    }

    public static EValue from(Tensor tensor) {
        return new EValue(TENSOR, 0, Objects.requireNonNull(tensor, "tensor"), null);
    }

    public static EValue from(boolean value) {
        return new EValue(BOOL, value ? 1 : 0, null, null);
    }

    public static EValue from(long value) {
        return new EValue(INT, value, null, null);
    }

    public static EValue from(double value) {
        return new EValue(DOUBLE, Double.doubleToRawLongBits(value), null, null);
    }

    public static EValue from(String value) {
        return new EValue(STRING, 0, null, Objects.requireNonNull(value, "value"));
    }

    /** The value of an optional that holds nothing. */
    public static EValue optionalNone() {
        return new EValue(NONE, 0, null, null);
    }

    public boolean isNone() {
        return kind == NONE;
    }

    public boolean isTensor() {
        return kind == TENSOR;
    }

    public boolean isBool() {
        return kind == BOOL;
    }

    public boolean isInt() {
        return kind == INT;
    }

    public boolean isDouble() {
        return kind == DOUBLE;
    }

    public boolean isString() {
        return kind == STRING;
    }

    public Tensor toTensor() {
        require(TENSOR);
        return tensor;
    }

    public boolean toBool() {
        require(BOOL);
        return bits != 0;
    }

    public long toInt() {
        require(INT);
        return bits;
    }

    public double toDouble() {
        require(DOUBLE);
        return Double.longBitsToDouble(bits);
    }

    /** The string; {@link #toString} is for logs. */
    public String toStr() {
        require(STRING);
        return string;
    }

    /** Serializes this value; {@link #fromByteArray} describes the format. */
    public byte[] toByteArray() {
        return switch (kind) {
            case NONE -> tagged(0).array();
            case TENSOR -> {
                byte[] bytes = tensor.toByteArray();
                yield tagged(bytes.length).put(bytes).array();
            }
            case STRING -> {
                byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
                yield tagged(4 + utf8.length).putInt(utf8.length).put(utf8).array();
            }
            case DOUBLE, INT -> tagged(8).putLong(bits).array();
            case BOOL -> tagged(1).put((byte) bits).array();
            default -> throw new AssertionError(kind);
        };
    }

    /**
     * Reads what {@link #toByteArray} wrote: one byte kind (0 none, 1 tensor, 2 string, 3 double, 4 int, 5 bool), then
     * nothing, {@linkplain Tensor#fromByteArray a tensor}, a big-endian int length and UTF-8 bytes, 8 big-endian bytes,
     * 8 big-endian bytes, one byte 0 or 1. The format follows ExecuTorch's Java API.
     *
     * @throws IllegalArgumentException if the bytes are anything else
     */
    public static EValue fromByteArray(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        requireBytes(in.remaining() >= 1, "A serialized value has at least 1 byte", bytes);
        int kind = in.get();
        return switch (kind) {
            case NONE -> {
                requireBytes(!in.hasRemaining(), "None has no further bytes", bytes);
                yield optionalNone();
            }
            case TENSOR -> from(TensorFormat.read(in));
            case STRING -> {
                requireBytes(in.remaining() >= 4, "A string has a length of 4 bytes", bytes);
                requireBytes(in.getInt() == in.remaining(), "A string ends with the last byte", bytes);
                yield from(decode(in));
            }
            case DOUBLE, INT -> {
                requireBytes(in.remaining() == 8, "A number has 8 bytes", bytes);
                yield new EValue(kind, in.getLong(), null, null);
            }
            case BOOL -> {
                requireBytes(in.remaining() == 1, "A bool has 1 byte", bytes);
                int value = in.get();
                requireBytes(value == 0 || value == 1, "A bool is 0 or 1", bytes);
                yield from(value == 1);
            }
            default ->
                throw new IllegalArgumentException(
                        "A serialized value is of kind 0 to %d, not %d".formatted(BOOL, kind));
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case TENSOR -> tensor.toString();
            case STRING -> "String(%s)".formatted(string);
            case DOUBLE -> "Double(%s)".formatted(toDouble());
            case INT -> "Int(%d)".formatted(bits);
            case BOOL -> "Bool(%b)".formatted(bits != 0);
            default -> NAMES[kind];
        };
    }

    /** Called by the native layer for outputs that are neither tensors nor strings. */
    private static EValue fromNative(int kind, long bits) {
        return new EValue(kind, bits, null, null);
    }

    private ByteBuffer tagged(int payload) {
        return ByteBuffer.allocate(Math.addExact(1, payload)).put((byte) kind);
    }

    private static String decode(ByteBuffer utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A serialized string must be UTF-8", e);
        }
    }

    private static void requireBytes(boolean holds, String rule, byte[] bytes) {
        if (!holds) {
            throw new IllegalArgumentException("%s; got %d bytes in all".formatted(rule, bytes.length));
        }
    }

    private void require(int expected) {
        if (kind != expected) {
            throw new IllegalStateException("The value is of kind %s, not %s".formatted(NAMES[kind], NAMES[expected]));
        }
    }
}
