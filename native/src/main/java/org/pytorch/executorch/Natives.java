package org.pytorch.executorch;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Every entry into the native layer. Handles are addresses of native objects that a {@link NativePeer} owns; a zero
 * handle is answered with {@link IllegalStateException}. Failures of the runtime are
 * {@link ExecutorchRuntimeException}s.
 */
final class Natives {

    private Natives() {}

    static native long load(
            String path, int loadMode, int numThreads, boolean profile, String[] backends, String[] keys, int[] values);

    static native void unload(long module);

    static native String[] methods(long module);

    static native String[] backends(long module, String method);

    /**
     * What the program says about a method's inputs or outputs, one value after the other: kind, and for a tensor dtype
     * code, 1 if memory-planned else 0, number of dimensions, dimensions.
     */
    static native long[] values(long module, String method, boolean outputs);

    static native void loadMethod(long module, String method);

    static native EValue[] execute(long module, String method, EValue[] inputs);

    static native boolean etdump(long module, String path);

    /** The sizes in bytes of the memory areas that the exporter planned for a method. */
    static native long[] plannedSizes(long module, String method);

    /**
     * Loads a method of its own on memory that Java owns.
     *
     * @param addresses of the planned areas, then of a buffer for each input, set after set, then of one for each output
     * @param inputs how many buffers of inputs there are, in all sets together
     * @return the handle of the bound method, then the address where each output is found after a run
     */
    static native long[] bind(long module, String method, long[] addresses, int planned, int inputs);

    static native void run(long bound, int inputSet);

    static native void unbind(long bound);

    /**
     * Puts into {@code found} which columns of a matrix hold a value of at least {@code floor}, and answers how many those
     * are; both buffers are direct.
     */
    static native int columnsAtLeast(FloatBuffer matrix, int rows, int columns, float floor, IntBuffer found);

    static native String[] logBuffer();

    static native String[] registeredOps();

    static native String[] registeredBackends();

    /**
     * Opens a library of further backends or kernels, unless one of that name is loaded; null or the linker's error.
     */
    static native String open(String path);
}
