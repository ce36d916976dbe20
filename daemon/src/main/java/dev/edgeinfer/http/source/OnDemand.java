package dev.edgeinfer.http.source;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.pipeline.InferenceRequests;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.repository.ModelControl;
import dev.edgeinfer.repository.ServedModels;
import java.util.List;
import java.util.Map;

/**
 * How the API has something inferred under one configuration, which another may follow.
 *
 * @param models those that can be asked
 * @param control changes which these are
 * @param requests where a turn is waited for
 */
public record OnDemand(ServedModels models, ModelControl control, InferenceRequests requests) {

    /**
     * The use of a model, to be closed.
     *
     * @throws ProblemException when none of that name is in memory
     */
    public Lease lease(String name) {
        return models.named(name).orElseThrow(() -> {
            List<String> loaded =
                    models.loaded().stream().map(ModelSignature::name).toList();
            return new ProblemException(
                    ProblemType.UNKNOWN_MODEL,
                    "No model \"%s\" is loaded; there is: %s".formatted(name, String.join(", ", loaded)),
                    Map.of("models", loaded));
        });
    }
}
