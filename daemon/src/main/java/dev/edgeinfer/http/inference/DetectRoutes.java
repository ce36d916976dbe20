package dev.edgeinfer.http.inference;

import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.repository.Lease;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Detections in a picture that a client sends. */
final class DetectRoutes {

    private static final String MIN_SCORE = "min-score";
    private static final String MODEL = "model";

    private final Supplier<OnDemand> sources;
    private final Reply reply;
    private final Uploads uploads;
    private final PictureInference pictures;

    DetectRoutes(Supplier<OnDemand> sources, Reply reply, Uploads uploads, PictureInference pictures) {
        this.sources = sources;
        this.reply = reply;
        this.uploads = uploads;
        this.pictures = pictures;
    }

    List<Route> routes() {
        return List.of(Route.post(
                        "/detect",
                        "detections in a picture: JPEG, PNG or WebP as the body, or the field image of a form",
                        this::detect)
                .changingNothing());
    }

    private void detect(ServerRequest request, ServerResponse response) {
        long begun = System.nanoTime();
        OnDemand inference = sources.get();
        verifyNames(request.query());
        OptionalDouble minScore = request.query()
                .first(MIN_SCORE)
                .map(text -> OptionalDouble.of(Scores.parse(MIN_SCORE, text)))
                .orElse(OptionalDouble.empty());
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        verifyType(type);
        try (Lease model = request.query().first(MODEL).map(inference::lease).orElseGet(inference.models()::active);
                Upload upload = uploads.read(request, response, reply::problem)) {
            ByteBuffer encoded =
                    FormData.is(type) ? FormData.parse(upload.bytes(), type).image() : upload.bytes();
            long read = System.nanoTime();
            PictureInference.Seen seen =
                    pictures.look(inference, model, request, response, encoded, minScore, begun, read);
            reply.json(
                    request,
                    response,
                    Status.OK_200,
                    new DetectDocument(
                            new SizeDocument(seen.width(), seen.height()),
                            DetectionsDocument.Seen.untracked(seen.result().detections()),
                            seen.marks().spent(seen.result().timing(), System.nanoTime()),
                            DetectDocument.Model.of(model.signature())));
        }
    }

    private static void verifyNames(UriQuery query) {
        for (String name : query.names()) {
            if (!List.of(MIN_SCORE, MODEL).contains(name)) {
                throw bad(name, "is not known; there are: %s, %s".formatted(MIN_SCORE, MODEL));
            }
            if (query.all(name).size() > 1) {
                throw bad(name, "is given more than once");
            }
        }
    }

    /** What people send by mistake is told apart from pictures before it is read. */
    private static void verifyType(String type) {
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean fits = media.isEmpty()
                || media.startsWith("image/")
                || media.equals("application/octet-stream")
                || media.equals(FormData.MEDIA_TYPE);
        if (!fits) {
            throw new ProblemException(
                    ProblemType.WRONG_MEDIA_TYPE,
                    "The Content-Type \"%s\" is none of a picture; curl needs -H 'Content-Type: image/jpeg' with --data-binary, or -F image=@photo.jpg"
                            .formatted(media));
        }
    }

    private static ProblemException bad(String name, String rule) {
        return new ProblemException(
                ProblemType.BAD_PARAMETER, "Parameter \"%s\" %s".formatted(name, rule), Map.of("parameter", name));
    }
}
