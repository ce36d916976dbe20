package dev.edgeinfer.model;

import java.util.Arrays;
import java.util.List;
import org.pytorch.executorch.ExecuTorchRuntime;

/**
 * What the native runtime brings.
 *
 * @param backends names of those that are registered, sorted
 * @param operators number of operators that are registered
 */
public record NativeRuntime(List<String> backends, int operators) {

    public static NativeRuntime current() {
        return new NativeRuntime(
                Arrays.stream(ExecuTorchRuntime.getRegisteredBackends())
                        .sorted()
                        .toList(),
                ExecuTorchRuntime.getRegisteredOps().length);
    }
}
