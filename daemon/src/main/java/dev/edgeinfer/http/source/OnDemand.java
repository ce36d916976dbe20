package dev.edgeinfer.http.source;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.pipeline.InferenceRequests;

/**
 * How the API has something inferred: both of one configuration, which another may follow.
 *
 * @param model what the model takes and gives
 * @param requests where its turn is waited for
 */
public record OnDemand(ModelSignature model, InferenceRequests requests) {}
