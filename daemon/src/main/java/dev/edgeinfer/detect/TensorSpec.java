package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest.Dtype;
import java.util.List;

/**
 * A tensor of a model: dense, row-major.
 *
 * @param name programs do not name their tensors: {@code input}, {@code output_0}, {@code output_1} and so on
 * @param dtype type of an element
 * @param shape elements in each dimension, outermost first
 */
public record TensorSpec(String name, Dtype dtype, List<Long> shape) {

    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** How many elements it has. */
    public int elements() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /** How many bytes these take. */
    public int bytes() {
        return Math.multiplyExact(elements(), elementBytes());
    }

    /** How many bytes one of them takes. */
    public int elementBytes() {
        return switch (dtype) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT16 -> Short.BYTES;
            case UINT8 -> Byte.BYTES;
        };
    }
}
