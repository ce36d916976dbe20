package dev.edgeinfer.repository;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.metrics.Family;
import dev.edgeinfer.metrics.Tally;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.yaml.YamlValue;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What is measured of models: what was done with them since the process began, and which there are in memory. */
final class ModelCounts {

    private final LongAdder loads = new LongAdder();
    private final LongAdder activations = new LongAdder();
    private final Tally refusals = new Tally("cause");

    void loaded() {
        loads.increment();
    }

    void activated() {
        activations.increment();
    }

    void refused(Cause cause) {
        refusals.count(YamlValue.word(cause));
    }

    /** @param inMemory the active one first */
    List<MetricSnapshot> snapshots(List<ModelSignature> inMemory) {
        var loaded = Family.gauge("model_loaded", "Models in memory; 1: the cameras use it, 0: it can be asked for.");
        for (int i = 0; i < inMemory.size(); i++) {
            ModelSignature model = inMemory.get(i);
            loaded.add(i == 0 ? 1 : 0, "model", model.name(), "version", model.version());
        }
        return List.of(
                loaded.snapshot(),
                Family.counter("model_loads", "Models that were loaded on demand.")
                        .add(loads.sum())
                        .snapshot(),
                Family.counter("model_activations", "Times that the cameras were given another model.")
                        .add(activations.sum())
                        .snapshot(),
                refusals.into(Family.counter("model_refusals", "What was wanted of models and not done, by cause."))
                        .snapshot());
    }
}
