package dev.edgeinfer.detect;

import java.util.List;

/**
 * What a model takes and gives when it is run without pre- and postprocessing.
 *
 * @param name name of the model
 * @param version its version, for people
 * @param input its only input
 * @param outputs in the order of the program
 */
public record ModelSignature(String name, String version, TensorSpec input, List<TensorSpec> outputs) {

    public ModelSignature {
        outputs = List.copyOf(outputs);
    }
}
