package org.pytorch.executorch;

import java.io.Closeable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A loaded ExecuTorch program.
 *
 * <p><b>Threads.</b> Any thread may call; calls on one module wait for each other. The runtime computes on one thread
 * pool for the whole process, so calls on several modules at once compete for it.
 *
 * <p><b>Life cycle.</b> {@link #close()} waits for a running call, {@link #destroy()} refuses during one; both release
 * the native memory, close the module's {@link BoundMethod}s, and are harmless when repeated. Every other call on a
 * closed module throws {@link IllegalStateException}. A module that becomes unreachable without being closed is
 * released by the garbage collector, some time.
 *
 * <p><b>Errors.</b> {@link ExecutorchRuntimeException} with the runtime's code. The whole file is checked when it is
 * loaded: a file that is truncated, damaged or no program of a known version is an exception, never a crash.
 */
public final class Module implements Closeable {

    /** Reads the whole file into memory. The file may change or vanish afterwards. */
    public static final int LOAD_MODE_FILE = 0;
    /**
     * Maps the file: pages load on demand and can be dropped. The file must not change while the module is open;
     * truncating it ends the process with SIGBUS.
     */
    public static final int LOAD_MODE_MMAP = 1;
    /** As {@link #LOAD_MODE_MMAP}, with the pages locked in memory; fails if the limit on locked memory is too low. */
    public static final int LOAD_MODE_MMAP_USE_MLOCK = 2;
    /** As {@link #LOAD_MODE_MMAP_USE_MLOCK}, but goes on unlocked if the pages cannot be locked. */
    public static final int LOAD_MODE_MMAP_USE_MLOCK_IGNORE_ERRORS = 3;

    private static final Cleaner CLEANER = Cleaner.create();

    private final String path;
    private final NativePeer peer;
    private final Cleaner.Cleanable cleanable;
    private final List<MethodMetadata> methods;
    private final ReentrantLock lock = new ReentrantLock();

    private Module(String path, NativePeer peer) {
        this.path = path;
        this.peer = peer;
        this.cleanable = CLEANER.register(this, peer);
        this.methods = Arrays.stream(Natives.methods(peer.module()))
                .map(this::describe)
                .toList();
    }

    /** {@link #load(String, int, int) load(path, LOAD_MODE_FILE, 0)}. */
    public static Module load(String path) {
        return load(path, LOAD_MODE_FILE);
    }

    /** {@link #load(String, int, int) load(path, loadMode, 0)}. */
    public static Module load(String path, int loadMode) {
        return load(path, loadMode, 0);
    }

    /**
     * Loads a program.
     *
     * <p>The thread pool belongs to the process: the first program sets the number of threads, with 0 to the runtime's
     * own default. A later one may ask for the same number or 0; another number is refused with {@code INVALID_STATE}.
     *
     * @param path of a .pte file
     * @param loadMode one of the {@code LOAD_MODE_} constants
     * @param numThreads threads that compute, 1..1024, or 0
     * @throws IllegalArgumentException if the path names no readable file, or an argument is out of range
     * @throws ExecutorchRuntimeException if the file is no valid program, or the runtime cannot load it
     */
    public static Module load(String path, int loadMode, int numThreads) {
        return load(path, new BackendOptionsMap(), loadMode, numThreads);
    }

    /** {@link #load(String, int, int) load(path)} with options for backends. */
    public static Module load(String path, BackendOptionsMap options) {
        return load(path, options, LOAD_MODE_FILE);
    }

    /** {@link #load(String, int, int) load(path, loadMode)} with options for backends. */
    public static Module load(String path, BackendOptionsMap options, int loadMode) {
        return load(path, options, loadMode, 0);
    }

    /** {@link #load(String, int, int) load(path, loadMode, numThreads)} with options for backends. */
    public static Module load(String path, BackendOptionsMap options, int loadMode, int numThreads) {
        ExecuTorchRuntime.getRuntime();
        ExecuTorchRuntime.validateFilePath(path, "program");
        requireRange("loadMode", loadMode, LOAD_MODE_FILE, LOAD_MODE_MMAP_USE_MLOCK_IGNORE_ERRORS);
        requireRange("numThreads", numThreads, 0, 1024);
        var set = options.options();
        long handle = Natives.load(
                path,
                loadMode,
                numThreads,
                Setting.ETDUMP.isOn(),
                set.stream().map(BackendOptionsMap.Option::backend).toArray(String[]::new),
                set.stream().map(BackendOptionsMap.Option::key).toArray(String[]::new),
                set.stream().mapToInt(BackendOptionsMap.Option::value).toArray());
        return new Module(path, new NativePeer(handle));
    }

    /**
     * Prepares a method, so that the first call of it is as fast as the others. Harmless when repeated.
     *
     * @throws ExecutorchRuntimeException with {@code INVALID_ARGUMENT} if the program has no such method, with
     *     {@code OPERATOR_MISSING} or {@code NOT_FOUND} if the runtime lacks an operator or backend that it needs
     */
    public void loadMethod(String methodName) {
        whileOpen(() -> {
            Natives.loadMethod(peer.module(), Objects.requireNonNull(methodName, "methodName"));
            return null;
        });
    }

    /** {@link #execute execute("forward", inputs)}. */
    public EValue[] forward(EValue... inputs) {
        return execute("forward", inputs);
    }

    /**
     * Runs a method.
     *
     * @param inputs one for each input of the method, of its kind, dtype and shape (for dynamic shapes: within its
     *     bounds)
     * @return the outputs, copied: later calls do not touch them
     * @throws ExecutorchRuntimeException with {@code INVALID_ARGUMENT} if the inputs do not fit or there is no such
     *     method
     */
    public EValue[] execute(String methodName, EValue... inputs) {
        return whileOpen(
                () -> Natives.execute(peer.module(), Objects.requireNonNull(methodName, "methodName"), inputs.clone()));
    }

    /**
     * Binds a method's tensors to buffers, for calling it many times without allocating or copying.
     *
     * @throws ExecutorchRuntimeException as {@link #loadMethod}, and with {@code NOT_SUPPORTED} if an input or output
     *     is no tensor
     */
    public BoundMethod bind(String methodName) {
        return bind(methodName, 1);
    }

    /**
     * As {@link #bind(String)}, with several sets of input buffers, so that one can be filled while the method runs on
     * another.
     *
     * @param inputSets how many, at least 1
     */
    public BoundMethod bind(String methodName, int inputSets) {
        if (inputSets < 1) {
            throw new IllegalArgumentException("A method needs at least one set of inputs, not " + inputSets);
        }
        return whileOpen(() -> BoundMethod.bind(this, getMethodMetadata(methodName), inputSets));
    }

    /** The names of the program's methods. */
    public String[] getMethods() {
        return whileOpen(() -> methods.stream().map(MethodMetadata::getName).toArray(String[]::new));
    }

    /**
     * What the program says about a method.
     *
     * @throws IllegalArgumentException if it has no method of that name
     */
    public MethodMetadata getMethodMetadata(String name) {
        return whileOpen(() -> methods.stream()
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"%s\" has no method \"%s\"; it has %s"
                        .formatted(
                                path,
                                name,
                                methods.stream().map(MethodMetadata::getName).toList()))));
    }

    /** The most recent lines that the runtime logged, of all modules, oldest first. */
    public String[] readLogBuffer() {
        return whileOpen(Module::readLogBufferStatic);
    }

    /** {@link #readLogBuffer} without a module. */
    public static String[] readLogBufferStatic() {
        ExecuTorchRuntime.getRuntime();
        return Natives.logBuffer();
    }

    /** {@link #etdump(String) etdump} to {@code result.etdump} in {@code java.io.tmpdir}. */
    public boolean etdump() {
        return etdump(
                Path.of(System.getProperty("java.io.tmpdir"), "result.etdump").toString());
    }

    /**
     * Writes the profile of the {@link #execute} calls since the module was loaded or last profiled, for ExecuTorch's
     * Inspector.
     *
     * @return false if the file cannot be written, or nothing was recorded: profiling is on only if the module was
     *     loaded while the environment variable {@code EXECUTORCH_ETDUMP=1} or the property
     *     {@code -Dexecutorch.etdump=true} was set
     */
    public boolean etdump(String outputPath) {
        return whileOpen(() -> Natives.etdump(peer.module(), Objects.requireNonNull(outputPath, "outputPath")));
    }

    /**
     * Releases the module at once.
     *
     * @throws IllegalStateException if a call is running
     */
    public void destroy() {
        if (!lock.tryLock()) {
            throw new IllegalStateException("\"%s\" is in use; close() waits for the running call".formatted(path));
        }
        try {
            cleanable.clean();
        } finally {
            lock.unlock();
        }
    }

    /** Releases the module as soon as no call is running. */
    @Override
    public void close() {
        lock.lock();
        try {
            cleanable.clean();
        } finally {
            lock.unlock();
        }
    }

    String path() {
        return path;
    }

    /** Held during every native call on this module and its bound methods. */
    ReentrantLock lock() {
        return lock;
    }

    NativePeer peer() {
        return peer;
    }

    private <T> T whileOpen(Supplier<T> call) {
        lock.lock();
        try {
            if (peer.module() == 0) {
                throw new IllegalStateException("\"%s\" has been closed".formatted(path));
            }
            return call.get();
        } finally {
            lock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    private MethodMetadata describe(String method) {
        return new MethodMetadata(
                method,
                List.of(Natives.backends(peer.module(), method)),
                values(Natives.values(peer.module(), method, false)),
                values(Natives.values(peer.module(), method, true)));
    }

    private static List<ValueInfo> values(long[] encoded) {
        var values = new ArrayList<ValueInfo>();
        for (int i = 0; i < encoded.length; ) {
            var kind = ValueInfo.Kind.values()[(int) encoded[i++]];
            if (kind != ValueInfo.Kind.TENSOR) {
                values.add(new ScalarInfo(kind));
                continue;
            }
            var dtype = DType.fromJniCode((int) encoded[i++]);
            boolean planned = encoded[i++] != 0;
            int rank = (int) encoded[i++];
            values.add(new TensorInfo(dtype, Arrays.copyOfRange(encoded, i, i + rank), planned));
            i += rank;
        }
        return values;
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be %d to %d, not %d".formatted(name, min, max, value));
        }
    }
}
