package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.http.exchange.Problem;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemForm;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.inference.DeepStackDocument.Prediction;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.system.BuildInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The part of the API of DeepStack, which CodeProject.AI has too, that Frigate, Home Assistant and Blue Iris use. It fails in
 * its own form, with the HTTP status of the problem.
 */
final class DeepStackRoutes {

    private static final String MIN_CONFIDENCE = "min_confidence";
    private static final String MODULE = "edge-infer";

    private final Supplier<OnDemand> sources;
    private final Reply reply;
    private final Uploads uploads;
    private final PictureInference pictures;
    private final String version = BuildInfo.read().version();

    DeepStackRoutes(Supplier<OnDemand> sources, Reply reply, Uploads uploads, PictureInference pictures) {
        this.sources = sources;
        this.reply = reply;
        this.uploads = uploads;
        this.pictures = pictures;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/vision/detection", "as DeepStack and CodeProject.AI have it", inForm(this::detection))
                        .takingToken(FormKey::of)
                        .changingNothing(),
                Route.get("/v1/vision/custom/list", "names of models, likewise", inForm(this::models)),
                Route.post("/v1/vision/custom/list", "the same", inForm(this::models))
                        .takingToken(FormKey::of)
                        .changingNothing(),
                Route.post("/v1/vision/custom/{model}", "a model by its name, likewise", inForm(this::custom))
                        .takingToken(FormKey::of)
                        .changingNothing(),
                Route.get("/v1/status/ping", "whether somebody is there, likewise", inForm(this::ping)),
                Route.get("/v1/server/status/ping", "the same", inForm(this::ping)),
                Route.get("/v1/status/version", "version of edge-infer, likewise", inForm(this::version)));
    }

    private Handler inForm(Handler handler) {
        ProblemForm form = this::failure;
        return form.around(handler);
    }

    private void failure(ServerRequest request, ServerResponse response, Problem problem) {
        reply.json(request, response, problem.kind().status(), DeepStackDocument.Failure.of(problem));
    }

    private void ping(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, new DeepStackDocument.Status(true, null, 200));
    }

    private void version(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, new DeepStackDocument.Status(true, version, 200));
    }

    private void models(ServerRequest request, ServerResponse response) {
        List<String> names = sources.get().models().loaded().stream()
                .map(ModelSignature::name)
                .toList();
        reply.json(request, response, Status.OK_200, new DeepStackDocument.Models(true, names, 200));
    }

    private void custom(ServerRequest request, ServerResponse response) {
        OnDemand inference = sources.get();
        try (Lease model = inference.lease(request.path().pathParameters().get("model"))) {
            detection(inference, model, request, response);
        }
    }

    private void detection(ServerRequest request, ServerResponse response) {
        OnDemand inference = sources.get();
        try (Lease model = inference.models().active()) {
            detection(inference, model, request, response);
        }
    }

    private void detection(OnDemand inference, Lease model, ServerRequest request, ServerResponse response) {
        long begun = System.nanoTime();
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!FormData.is(type)) {
            throw new ProblemException(
                    ProblemType.WRONG_MEDIA_TYPE,
                    "The request is no form; send the picture as the field \"image\" of multipart/form-data");
        }
        try (Upload upload = uploads.read(request, response, this::failure)) {
            FormData form = FormData.parse(upload.bytes(), type);
            OptionalDouble least = form.field(MIN_CONFIDENCE)
                    .map(FormData.Part::text)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(text -> OptionalDouble.of(Scores.parse(MIN_CONFIDENCE, text)))
                    .orElse(OptionalDouble.empty());
            long read = System.nanoTime();
            PictureInference.Seen seen =
                    pictures.look(inference, model, request, response, form.image(), least, begun, read);
            reply.json(request, response, Status.OK_200, predictions(seen));
        }
    }

    private static DeepStackDocument.Predictions predictions(PictureInference.Seen seen) {
        List<Prediction> predictions =
                seen.result().detections().stream().map(Prediction::of).toList();
        Timing timing = seen.result().timing();
        long processed = timing.preprocessNanos()
                + timing.inferenceNanos()
                + timing.postprocessNanos()
                + seen.marks().decoded()
                - seen.marks().read();
        return new DeepStackDocument.Predictions(
                true,
                predictions.isEmpty() ? "No objects found" : "Found %d objects".formatted(predictions.size()),
                predictions.size(),
                predictions,
                milliseconds(timing.inferenceNanos()),
                milliseconds(processed),
                milliseconds(System.nanoTime() - seen.marks().begun()),
                MODULE,
                MODULE,
                "detect",
                "CPU",
                false,
                200);
    }

    private static long milliseconds(long nanos) {
        return Math.round(nanos / 1e6);
    }
}
