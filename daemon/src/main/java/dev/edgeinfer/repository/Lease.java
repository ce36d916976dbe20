package dev.edgeinfer.repository;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;

/**
 * The use of a model, which is in memory until {@link #close}, whatever becomes of it meanwhile.
 *
 * @param signature what it takes and gives, with the name that it has among the models
 * @param detector to be called on the inference thread alone; not to be closed
 * @param back gives it back; harmless when repeated
 */
public record Lease(ModelSignature signature, Detector detector, Runnable back) implements AutoCloseable {

    @Override
    public void close() {
        back.run();
    }
}
