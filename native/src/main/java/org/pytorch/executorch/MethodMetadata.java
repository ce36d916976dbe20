package org.pytorch.executorch;

import java.util.List;

/** What a program says about one of its methods. Immutable; stays valid after its module is closed. */
public final class MethodMetadata {

    private final String name;
    private final List<String> backends;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;

    MethodMetadata(String name, List<String> backends, List<ValueInfo> inputs, List<ValueInfo> outputs) {
        this.name = name;
        this.backends = List.copyOf(backends);
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /** The method's name, e.g. {@code forward}. */
    public String getName() {
        return name;
    }

    /**
     * The backends that the method delegates to, e.g. {@code XnnpackBackend}; empty if it uses kernels only. A copy.
     */
    public String[] getBackends() {
        return backends.toArray(String[]::new);
    }

    /** The inputs in calling order. */
    public List<ValueInfo> getInputs() {
        return inputs;
    }

    /** The outputs in returning order. */
    public List<ValueInfo> getOutputs() {
        return outputs;
    }

    @Override
    public String toString() {
        return "%s%s -> %s via %s".formatted(name, inputs, outputs, backends);
    }
}
