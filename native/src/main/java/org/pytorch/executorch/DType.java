package org.pytorch.executorch;

/**
 * The element type of a tensor.
 *
 * <p>Names and codes are those of ExecuTorch's {@code ScalarType}; a code is never reused for another type. Types
 * without a Java counterpart (complex, quantized, sub-byte) can be seen in {@link MethodMetadata} but carry no data.
 */
public enum DType {
    UINT8(0, 1),
    INT8(1, 1),
    INT16(2, 2),
    INT32(3, 4),
    INT64(4, 8),
    HALF(5, 2),
    FLOAT(6, 4),
    DOUBLE(7, 8),
    COMPLEX_HALF(8, 4),
    COMPLEX_FLOAT(9, 8),
    COMPLEX_DOUBLE(10, 16),
    BOOL(11, 1),
    QINT8(12, 1),
    QUINT8(13, 1),
    QINT32(14, 4),
    BFLOAT16(15, 2),
    QINT4X2(16, 1),
    QINT2X4(17, 1),
    BITS1X8(18, 1),
    BITS2X4(19, 1),
    BITS4X2(20, 1),
    BITS8(21, 1),
    BITS16(22, 2);

    private static final DType[] BY_CODE = values();

    private final int jniCode;
    private final int byteSize;

    DType(int jniCode, int byteSize) {
        this.jniCode = jniCode;
        this.byteSize = byteSize;
    }

    /** The runtime's number for this type, 0..22. */
    public int jniCode() {
        return jniCode;
    }

    /** Bytes that one element occupies, 1..16. */
    public int byteSize() {
        return byteSize;
    }

    /**
     * The type with the runtime's number {@code jniCode}.
     *
     * @throws IllegalArgumentException if no type has that number
     */
    public static DType fromJniCode(int jniCode) {
        if (jniCode < 0 || jniCode >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "No DType has the code %d; codes are 0..%d".formatted(jniCode, BY_CODE.length - 1));
        }
        return BY_CODE[jniCode];
    }
}
