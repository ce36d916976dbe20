package dev.edgeinfer.http;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The routes by which clients have something inferred, in each of the forms that they know. */
final class InferenceRoutes {

    private InferenceRoutes() {}

    /** @param sources what infers now */
    static List<Route> of(Supplier<OnDemand> sources, Reply reply, UploadLimits limits) {
        var memory = new UploadMemory(limits.maxMemory());
        var uploads = new Uploads(limits, memory);
        var pictures = new PictureInference(limits, memory);
        return Stream.of(
                        new DetectRoutes(sources, reply, uploads, pictures).routes(),
                        new DeepStackRoutes(sources, reply, uploads, pictures).routes(),
                        new KServeRoutes(sources, reply, limits, uploads).routes())
                .flatMap(List::stream)
                .toList();
    }
}
