package dev.edgeinfer.model;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.pytorch.executorch.BoundMethod;
import org.pytorch.executorch.DType;
import org.pytorch.executorch.ExecutorchRuntimeException;
import org.pytorch.executorch.MethodMetadata;
import org.pytorch.executorch.Module;

/**
 * A program in memory, bound to its buffers, whose shapes fit its manifest. Made by {@link ModelLoader}.
 *
 * <p>One thread at a time calls {@link #run} and reads {@link #outputs()}. There are {@value #INPUTS} inputs, so that one can
 * be filled, by another thread as well, while a run reads the other. {@link #close()} waits for a run; after it {@link #run}
 * throws {@link IllegalStateException}.
 */
public final class LoadedModel implements AutoCloseable {

    /** How many inputs there are to choose from. */
    public static final int INPUTS = 2;

    private final ModelManifest manifest;
    private final Module module;
    private final BoundMethod forward;
    private final MethodMetadata program;
    private final List<ByteBuffer> inputs;
    private final List<OutputTensor> outputs;

    /** Takes over the module. */
    LoadedModel(ModelManifest manifest, Module module, BoundMethod forward, MethodMetadata program) {
        this.manifest = manifest;
        this.module = module;
        this.forward = forward;
        this.program = program;
        this.inputs = IntStream.range(0, INPUTS)
                .mapToObj(which -> forward.input(which, 0))
                .toList();
        this.outputs = IntStream.range(0, forward.outputCount())
                .mapToObj(i -> output(forward, i))
                .toList();
    }

    private static OutputTensor output(BoundMethod forward, int index) {
        var info = forward.outputInfo(index);
        return info.dtype() == DType.HALF
                ? OutputTensor.ofHalfs(forward.output(index), info.shape())
                : OutputTensor.ofFloats(forward.output(index), info.shape());
    }

    /** What the bundle says of itself; its decoder is one that fits the program. */
    public ModelManifest manifest() {
        return manifest;
    }

    /** What the program says of its method. */
    public MethodMetadata program() {
        return program;
    }

    /**
     * An input: one image in the layout, element type and order of colours of the manifest; direct, native byte order.
     * Keeps its content over runs.
     *
     * @param which from 0, below {@link #INPUTS}
     */
    public ByteBuffer input(int which) {
        return inputs.get(which);
    }

    /** The outputs in the program's order; their values are those of the last run. */
    public List<OutputTensor> outputs() {
        return outputs;
    }

    /** As {@link #run(int)}, from the first input. */
    public void run() {
        run(0);
    }

    /**
     * Computes the outputs from an input.
     *
     * @param which from 0, below {@link #INPUTS}
     * @throws ModelException if the runtime fails; the model stays usable
     */
    public void run(int which) {
        try {
            forward.run(which);
        } catch (ExecutorchRuntimeException e) {
            throw new ModelException("Model \"%s\" failed: %s".formatted(manifest.name(), e.getMessage()), e);
        }
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).refresh();
        }
    }

    /** Frees the program; harmless when repeated. */
    @Override
    public void close() {
        forward.close();
        module.close();
    }
}
