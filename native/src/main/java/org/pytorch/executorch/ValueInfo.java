package org.pytorch.executorch;

/** What a program says about one input or output of a method: a tensor, or a value of another {@link Kind}. */
public sealed interface ValueInfo permits TensorInfo, ScalarInfo {

    /** The kinds of values that a program can take or return. */
    enum Kind {
        NONE,
        TENSOR,
        STRING,
        DOUBLE,
        INT,
        BOOL,
        /** A list of one of the other kinds; programs may hold them, this API cannot pass them. */
        LIST
    }

    /** What kind of value this is. */
    Kind kind();
}
