package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.source.OnDemand;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The routes by which clients have something inferred, in each of the forms that they know. */
public final class InferenceRoutes {

    private InferenceRoutes() {}

    /** @param sources what infers now */
    public static List<Route> of(Supplier<OnDemand> sources, Reply reply, UploadLimits limits) {
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
