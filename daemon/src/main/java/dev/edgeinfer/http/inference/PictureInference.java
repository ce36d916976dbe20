package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.repository.Lease;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Decodes a picture on the thread of its request and has the inference loop look at it. Thread-safe. */
final class PictureInference {

    private final UploadLimits limits;
    private final UploadMemory memory;

    PictureInference(UploadLimits limits, UploadMemory memory) {
        this.limits = limits;
        this.memory = memory;
    }

    /** What was found, in a picture of which size, and when which step was over. */
    record Seen(DetectionResult result, int width, int height, DetectDocument.Marks marks) {}

    /**
     * @param model that is to look at it
     * @param encoded direct, as it came
     * @param minScore in the place of the model's; empty: the model's
     * @param begun when the request began
     * @param read when its body was there
     * @throws ProblemException when it is no picture, or there is no turn for it
     */
    Seen look(
            OnDemand inference,
            Lease model,
            ServerRequest request,
            ServerResponse response,
            ByteBuffer encoded,
            OptionalDouble minScore,
            long begun,
            long read) {
        try (var picture = UploadedPicture.decode(encoded, limits.maxPixels(), memory)) {
            long decoded = System.nanoTime();
            Function<Detector, DetectionResult> work = minScore.isPresent()
                    ? detector -> detector.detect(picture.image(), minScore.getAsDouble())
                    : detector -> detector.detect(picture.image());
            DetectionResult result = Turn.take(inference, model, request, response, limits.serveWithin(), work);
            var marks = new DetectDocument.Marks(begun, read, decoded, System.nanoTime());
            return new Seen(result, picture.image().cols(), picture.image().rows(), marks);
        }
    }
}
