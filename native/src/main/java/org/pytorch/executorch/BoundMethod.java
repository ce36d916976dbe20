package org.pytorch.executorch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A method whose input and output tensors are bound to direct buffers once, for a program that calls it for months:
 * {@link #run()} allocates nothing in Java and copies nothing it need not.
 *
 * <pre>{@code
 * try (Module module = Module.load("model.pte"); BoundMethod forward = module.bind("forward")) {
 *     FloatBuffer in = forward.input(0).asFloatBuffer();
 *     FloatBuffer out = forward.output(0).asFloatBuffer();
 *     while (fill(in)) {
 *         forward.run();
 *         use(out);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Buffers.</b> Direct, native byte order, 64-byte aligned inputs, dense row-major elements of
 * {@link TensorInfo#dtype()}, capacity {@link TensorInfo#byteSize()}. For dynamic shapes the upper bound is the shape.
 * Inputs keep their content across runs. Outputs are valid from the end of a run to the start of the next. An input
 * that the exporter planned in the method's memory is copied there natively at each run; one exported with
 * {@code alloc_graph_input=False} is read in place. Outputs are never copied, unless a method returns a constant or one
 * of its inputs.
 *
 * <p><b>Sets of inputs.</b> There may be more than one ({@link Module#bind(String, int)}), each with buffers of its own; a
 * run reads one of them, and the others may be filled meanwhile.
 *
 * <p><b>Threads.</b> Any thread may call {@link #run()}; calls wait for each other and for other calls on the module.
 * Reading or writing an output, or an input of the set that is run, while another thread runs the method is a race that the
 * caller must exclude.
 *
 * <p><b>Life cycle.</b> Closed by {@link #close()}, which waits for a running call, or with its module, which keeps the
 * memory of methods that nobody closes. After that {@link #run()} throws {@link IllegalStateException}. Buffers handed
 * out stay readable and writable memory for as long as they are reachable; nobody looks at them any more.
 */
public final class BoundMethod implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private final Module module;
    private final MethodMetadata metadata;
    private final NativePeer.Bound peer;
    private final int inputSets;
    /** One set after the other. */
    private final List<ByteBuffer> inputs;

    private final List<ByteBuffer> outputs;

    private BoundMethod(
            Module module,
            MethodMetadata metadata,
            NativePeer.Bound peer,
            int inputSets,
            List<ByteBuffer> inputs,
            List<ByteBuffer> outputs) {
        this.module = module;
        this.metadata = metadata;
        this.peer = peer;
        this.inputSets = inputSets;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Called with the module's lock held. */
    static BoundMethod bind(Module module, MethodMetadata metadata, int inputSets) {
        String method = metadata.getName();
        var inputInfos = tensors(module.path(), method, "input", metadata.getInputs());
        var outputInfos = tensors(module.path(), method, "output", metadata.getOutputs());

        // Freed by the garbage collector when neither the peer nor any buffer refers to it: no use after free in Java.
        var arena = Arena.ofAuto();
        var planned = new ArrayList<MemorySegment>();
        for (long size : Natives.plannedSizes(module.peer().module(), method)) {
            planned.add(arena.allocate(size, ALIGNMENT));
        }
        var ins = IntStream.range(0, inputSets)
                .boxed()
                .flatMap(_ -> inputInfos.stream())
                .map(info -> arena.allocate(info.byteSize(), ALIGNMENT))
                .toList();
        var outs = outputInfos.stream()
                .map(info -> arena.allocate(info.byteSize(), ALIGNMENT))
                .toList();

        var memory = new ArrayList<>(planned);
        memory.addAll(ins);
        memory.addAll(outs);
        long[] bound = Natives.bind(
                module.peer().module(),
                method,
                memory.stream().mapToLong(MemorySegment::address).toArray(),
                planned.size(),
                ins.size());
        var peer = module.peer().add(bound[0], arena);

        var results = new ArrayList<ByteBuffer>();
        for (int i = 0; i < outs.size(); i++) {
            results.add(view(memory, bound[i + 1], outputInfos.get(i).byteSize()));
        }
        return new BoundMethod(
                module,
                metadata,
                peer,
                inputSets,
                ins.stream().map(MemorySegment::asByteBuffer).toList(),
                List.copyOf(results));
    }

    /** The method's name. */
    public String name() {
        return metadata.getName();
    }

    public int inputCount() {
        return metadata.getInputs().size();
    }

    public int outputCount() {
        return outputs.size();
    }

    /** Shape and element type of an input. */
    public TensorInfo inputInfo(int index) {
        return (TensorInfo) metadata.getInputs().get(index);
    }

    /** Shape and element type of an output. */
    public TensorInfo outputInfo(int index) {
        return (TensorInfo) metadata.getOutputs().get(index);
    }

    /** The memory of an input of the first set: a new view of it, with a position and limit of its own. */
    public ByteBuffer input(int index) {
        return input(0, index);
    }

    /** The memory of an input of one set, counted from 0: a new view of it, with a position and limit of its own. */
    public ByteBuffer input(int inputSet, int index) {
        int at = Objects.checkIndex(inputSet, inputSets) * inputCount() + Objects.checkIndex(index, inputCount());
        return inputs.get(at).duplicate().order(ByteOrder.nativeOrder());
    }

    /** The memory of an output: a new view of it, with a position and limit of its own. */
    public ByteBuffer output(int index) {
        return outputs.get(index).duplicate().order(ByteOrder.nativeOrder());
    }

    /** As {@link #run(int)}, from the first set of inputs. */
    public void run() {
        run(0);
    }

    /**
     * Computes the outputs from the inputs.
     *
     * @param inputSet which set of them, counted from 0
     * @throws IndexOutOfBoundsException if there is no such set
     * @throws IllegalStateException if this method or its module is closed
     * @throws ExecutorchRuntimeException if the runtime fails; {@code NOT_SUPPORTED} if an output came out with another
     *     shape than {@link #outputInfo} says, as it can from methods whose shapes depend on the data
     */
    public void run(int inputSet) {
        Objects.checkIndex(inputSet, inputSets);
        var lock = module.lock();
        lock.lock();
        try {
            if (peer.handle() == 0) {
                throw new IllegalStateException(
                        "Method \"%s\" of \"%s\" has been closed".formatted(name(), module.path()));
            }
            Natives.run(peer.handle(), inputSet);
        } finally {
            lock.unlock();
            Reference.reachabilityFence(module);
        }
    }

    /** Releases the native method as soon as no call is running; harmless when repeated. */
    @Override
    public void close() {
        var lock = module.lock();
        lock.lock();
        try {
            module.peer().close(peer);
        } finally {
            lock.unlock();
        }
    }

    private static List<TensorInfo> tensors(String path, String method, String what, List<ValueInfo> values) {
        var tensors = new ArrayList<TensorInfo>();
        for (var value : values) {
            if (!(value instanceof TensorInfo tensor) || tensor.byteSize() > Integer.MAX_VALUE) {
                throw new ExecutorchRuntimeException(
                        ExecutorchRuntimeException.NOT_SUPPORTED,
                        "\"%s\": method \"%s\" cannot be bound: %s %d is %s, not a tensor of at most 2 GB; call execute"
                                .formatted(path, method, what, tensors.size(), value));
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    /** The bytes at a native address, as a view of the segment that they lie in. */
    private static ByteBuffer view(List<MemorySegment> memory, long address, long byteSize) {
        return memory.stream()
                .filter(segment ->
                        address >= segment.address() && address - segment.address() <= segment.byteSize() - byteSize)
                .map(segment ->
                        segment.asSlice(address - segment.address(), byteSize).asByteBuffer())
                .findFirst()
                .orElseThrow(() -> new AssertionError("The output lies outside the memory of its method"));
    }
}
