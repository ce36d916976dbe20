package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.http.state.DetectionsDocument;
import java.util.List;

/**
 * What {@code POST /detect} answers.
 *
 * @param frame size of the picture, upright
 * @param detections as those of {@code GET /detections}; nothing is followed, so none has a track or a zone
 * @param timing where the time went
 * @param model what looked at it
 */
record DetectDocument(SizeDocument frame, List<DetectionsDocument.Seen> detections, Spent timing, Model model) {

    /** The model that was used. */
    record Model(String name, String version) {

        static Model of(ModelSignature model) {
            return new Model(model.name(), model.version());
        }
    }

    /**
     * Time of each step, in milliseconds.
     *
     * @param readMs until the body was there
     * @param decodeMs from bytes to pixels
     * @param waitMs until it was this request's turn
     * @param totalMs from the head of the request to this document, steps between the steps included
     */
    record Spent(
            double readMs,
            double decodeMs,
            double waitMs,
            double preprocessMs,
            double inferenceMs,
            double postprocessMs,
            double totalMs) {}

    /**
     * Times of one request, each {@link System#nanoTime}.
     *
     * @param turned when its turn was over
     */
    record Marks(long begun, long read, long decoded, long turned) {

        Spent spent(Timing timing, long now) {
            long worked = timing.preprocessNanos() + timing.inferenceNanos() + timing.postprocessNanos();
            return new Spent(
                    milliseconds(read - begun),
                    milliseconds(decoded - read),
                    milliseconds(turned - decoded - worked),
                    milliseconds(timing.preprocessNanos()),
                    milliseconds(timing.inferenceNanos()),
                    milliseconds(timing.postprocessNanos()),
                    milliseconds(now - begun));
        }

        private static double milliseconds(long nanos) {
            return Json.rounded(nanos / 1e6, 2);
        }
    }
}
