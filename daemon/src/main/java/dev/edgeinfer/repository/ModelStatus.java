package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelManifest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How it stands with a model; a value of one moment.
 *
 * @param name by which it is asked for
 * @param reason why it failed, or its last activation was refused
 * @param since when the state began; empty: it has been so from the start
 * @param manifest empty: it cannot be read
 * @param bytes size of the program
 * @param latency what an inference takes; empty: not measured
 */
public record ModelStatus(
        String name,
        State state,
        Optional<String> reason,
        Optional<Instant> since,
        Optional<ModelManifest> manifest,
        OptionalLong bytes,
        Optional<Latency> latency) {

    /** What is done with it. */
    public enum State {
        /** It lies in the models directory. */
        AVAILABLE,
        /** It is being tried, then loaded. */
        LOADING,
        /** It is in memory, for those who ask for it by its name. */
        LOADED,
        /** The cameras use it. */
        ACTIVE,
        /** It cannot be used. */
        FAILED
    }

    /** Who measured a latency. */
    public enum Measure {
        /** Its trial in a process of its own. */
        CANARY,
        /** The last pictures that it was asked about. */
        INFERENCE
    }

    /**
     * Times of inferences, in nanoseconds.
     *
     * @param runs how many were measured
     */
    public record Latency(long p50Nanos, long p90Nanos, int runs, Measure by) {

        public static Latency of(Trial trial) {
            return new Latency(trial.inferenceP50(), trial.inferenceP90(), trial.runs(), Measure.CANARY);
        }

        static Latency of(long[] inferences) {
            return new Latency(
                    Trial.percentile(inferences, 0.5),
                    Trial.percentile(inferences, 0.9),
                    inferences.length,
                    Measure.INFERENCE);
        }
    }
}
