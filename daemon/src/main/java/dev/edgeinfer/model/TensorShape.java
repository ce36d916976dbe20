package dev.edgeinfer.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pytorch.executorch.DType;
import org.pytorch.executorch.ScalarInfo;
import org.pytorch.executorch.TensorInfo;
import org.pytorch.executorch.ValueInfo;

/**
 * What a tensor of a program should be.
 *
 * @param types the element types it may have; the first is the one to name
 * @param sizes elements in each dimension, outermost first; {@link #ANY} for what the decoder need not know
 */
record TensorShape(List<DType> types, List<Long> sizes) {

    /** A dimension of any size, written N. */
    static final long ANY = -1;

    static TensorShape of(List<DType> types, long... sizes) {
        return new TensorShape(types, Arrays.stream(sizes).boxed().toList());
    }

    boolean fits(ValueInfo value) {
        if (!(value instanceof TensorInfo tensor)
                || !types.contains(tensor.dtype())
                || tensor.shape().length != sizes.size()) {
            return false;
        }
        long[] actual = tensor.shape();
        for (int i = 0; i < actual.length; i++) {
            if (sizes.get(i) != ANY && sizes.get(i) != actual[i]) {
                return false;
            }
        }
        return true;
    }

    /** For example {@code float32[1, N, 6]}. */
    @Override
    public String toString() {
        return name(types.getFirst())
                + sizes.stream()
                        .map(size -> size == ANY ? "N" : size.toString())
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A value of a program, written as this class writes what is wanted. */
    static String describe(ValueInfo value) {
        return switch (value) {
            case TensorInfo tensor -> name(tensor.dtype()) + Arrays.toString(tensor.shape());
            case ScalarInfo scalar -> scalar.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String name(DType type) {
        return switch (type) {
            case FLOAT -> "float32";
            case HALF -> "float16";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }
}
