package org.pytorch.executorch;

/**
 * An input or output that is no tensor.
 *
 * @param kind any kind but {@link Kind#TENSOR}
 */
public record ScalarInfo(Kind kind) implements ValueInfo {

    public ScalarInfo {
        if (kind == Kind.TENSOR) {
            throw new IllegalArgumentException("A tensor is described by TensorInfo");
        }
    }
}
