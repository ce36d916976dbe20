package org.pytorch.executorch;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * An output seen as a matrix {@code [rows, columns]} of 32-bit floats, dense and row-major, for what Java does
 * slowly until the JVM has compiled it. Any thread may call its methods while nobody writes to the memory.
 *
 * @param values direct, in native byte order, of that many floats; position and limit do not matter. The caller's: when it is
 *     memory of an arena, that stays open for as long as this is used
 * @param rows at least 1
 * @param columns at least 1
 */
public record FloatMatrix(FloatBuffer values, int rows, int columns) {

    /** @throws IllegalArgumentException if the buffer is of another size, or is one that native code cannot read */
    public FloatMatrix {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("A matrix of %d x %d has no values".formatted(rows, columns));
        }
        TensorMemory.requireReadable("the values of a matrix", Float.BYTES, values, values.order());
        if (values.capacity() != (long) rows * columns) {
            throw new IllegalArgumentException("A matrix of %d x %d needs a buffer of %d floats, not of %d"
                    .formatted(rows, columns, (long) rows * columns, values.capacity()));
        }
        ExecuTorchRuntime.getRuntime();
    }

    /**
     * Finds the columns that hold a value of at least {@code floor}, such as the cells of an output in which some class
     * reaches a score. A NaN is no such value.
     *
     * @param floor a finite number
     * @param found as {@link #values}, with room for all columns; gets their indices from its beginning on, lowest first
     * @return how many there are
     * @throws IllegalArgumentException if the floor is not finite, or {@code found} cannot take all columns
     */
    public int columnsAtLeast(float floor, IntBuffer found) {
        if (!Float.isFinite(floor)) {
            throw new IllegalArgumentException("The floor must be a finite number, not " + floor);
        }
        TensorMemory.requireReadable("the columns that are found", Integer.BYTES, found, found.order());
        if (found.capacity() < columns || found.isReadOnly()) {
            throw new IllegalArgumentException("%d columns need a buffer with room for them all, not one of %d%s"
                    .formatted(columns, found.capacity(), found.isReadOnly() ? " that is read-only" : ""));
        }
        return Natives.columnsAtLeast(values, rows, columns, floor, found);
    }
}
