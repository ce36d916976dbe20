package dev.edgeinfer.http.models;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.state.ModelsDocument;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.ModelStatus;
import dev.edgeinfer.repository.ModelsStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client is told when what it wants of a model is not done. */
public final class ModelProblems {

    private ModelProblems() {}

    /** @param name of the model */
    public static ProblemException of(String name, ModelRefusedException refusal, ModelsStatus status) {
        return switch (refusal.reason()) {
            case UNKNOWN -> unknown(refusal.getMessage(), status);
            case BUSY -> new ProblemException(ProblemType.MODELS_BUSY, refusal.getMessage());
            case IN_USE -> new ProblemException(ProblemType.MODEL_IN_USE, refusal.getMessage());
            case NO_PREVIOUS -> new ProblemException(ProblemType.NO_PREVIOUS_MODEL, refusal.getMessage());
            case STOPPED -> new ProblemException(ProblemType.NO_INFERENCE, refusal.getMessage());
            case BROKEN,
                    CRASHED,
                    TIMED_OUT,
                    OUT_OF_MEMORY,
                    NOT_ENOUGH_MEMORY,
                    TOO_SLOW,
                    TOO_LARGE,
                    MISSING_LABELS,
                    CHANGED -> refused(name, refusal);
        };
    }

    static ProblemException unknown(String sentence, ModelsStatus status) {
        List<String> names = status.models().stream().map(ModelStatus::name).toList();
        return new ProblemException(ProblemType.UNKNOWN_MODEL, sentence, Map.of("models", names));
    }

    private static ProblemException refused(String name, ModelRefusedException refusal) {
        var members = new LinkedHashMap<String, Object>();
        members.put("model", name);
        members.put("cause", Json.word(refusal.reason()));
        refusal.trial()
                .map(ModelStatus.Latency::of)
                .ifPresent(latency -> members.put("latency", ModelsDocument.Latency.of(latency)));
        return new ProblemException(ProblemType.MODEL_REFUSED, refusal.getMessage(), members);
    }
}
