package dev.edgeinfer.http.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.Timing;
import java.util.List;

/** Counts what was inferred by one model over the open inference protocol since the start, as Triton's statistics extension has it. */
final class InferStatistics {

    private long lastInference;
    private long successes;
    private long successNanos;
    private long failures;
    private long failureNanos;
    private long queueNanos;
    private long inputNanos;
    private long inferNanos;
    private long outputNanos;

    /** @param nanos of the whole request; @param waitedNanos of these, for its turn */
    synchronized void succeeded(long nanos, long waitedNanos, Timing timing, long epochMillis) {
        lastInference = epochMillis;
        successes++;
        successNanos += nanos;
        queueNanos += waitedNanos;
        inputNanos += timing.preprocessNanos();
        inferNanos += timing.inferenceNanos();
        outputNanos += timing.postprocessNanos();
    }

    synchronized void failed(long nanos) {
        failures++;
        failureNanos += nanos;
    }

    synchronized OfModel of(ModelSignature model) {
        var times = new Times(
                new Sum(successes, successNanos),
                new Sum(failures, failureNanos),
                new Sum(successes, queueNanos),
                new Sum(successes, inputNanos),
                new Sum(successes, inferNanos),
                new Sum(successes, outputNanos));
        return new OfModel(model.name(), model.version(), lastInference, successes, successes, times, List.of());
    }

    record Document(@JsonProperty("model_stats") List<OfModel> modelStats) {}

    /** @param lastInference milliseconds since 1970; 0: none yet */
    record OfModel(
            String name,
            String version,
            @JsonProperty("last_inference") long lastInference,
            @JsonProperty("inference_count") long inferenceCount,
            @JsonProperty("execution_count") long executionCount,
            @JsonProperty("inference_stats") Times inferenceStats,
            @JsonProperty("batch_stats") List<Object> batchStats) {}

    record Times(
            Sum success,
            Sum fail,
            Sum queue,
            @JsonProperty("compute_input") Sum computeInput,
            @JsonProperty("compute_infer") Sum computeInfer,
            @JsonProperty("compute_output") Sum computeOutput) {}

    record Sum(long count, long ns) {}
}
