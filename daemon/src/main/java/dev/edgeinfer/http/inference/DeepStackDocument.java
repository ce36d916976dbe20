package dev.edgeinfer.http.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.Problem;
import java.util.List;

/** What DeepStack and CodeProject.AI answer, as far as their clients look at it; the names are theirs. */
public sealed interface DeepStackDocument {

    /** Whether it went well. */
    boolean success();

    /**
     * Detections in a picture.
     *
     * @param count how many
     * @param inferenceMs time of the inference, in whole milliseconds
     * @param processMs the same with decoding and what comes before and after, but without waiting for the turn
     * @param analysisRoundTripMs from the request to the answer
     * @param code HTTP status
     */
    record Predictions(
            boolean success,
            String message,
            int count,
            List<Prediction> predictions,
            long inferenceMs,
            long processMs,
            long analysisRoundTripMs,
            String moduleId,
            String moduleName,
            String command,
            String executionProvider,
            boolean canUseGPU,
            int code)
            implements DeepStackDocument {}

    /** One detection; corners in whole pixels of the picture. */
    record Prediction(
            double confidence,
            String label,
            @JsonProperty("x_min") int left,
            @JsonProperty("y_min") int top,
            @JsonProperty("x_max") int right,
            @JsonProperty("y_max") int bottom) {

        static Prediction of(Detection detection) {
            Box box = detection.box();
            return new Prediction(
                    Json.rounded(detection.score(), 4),
                    detection.label(),
                    Math.round(box.x()),
                    Math.round(box.y()),
                    Math.round(box.x() + box.width()),
                    Math.round(box.y() + box.height()));
        }
    }

    /** The models that may be named in a path. */
    record Models(boolean success, List<String> models, int code) implements DeepStackDocument {}

    /** That somebody is there. */
    record Status(
            boolean success,
            @JsonInclude(JsonInclude.Include.NON_NULL) String version,
            int code) implements DeepStackDocument {}

    /** That it did not work. */
    record Failure(boolean success, String error, int code) implements DeepStackDocument {

        static Failure of(Problem problem) {
            return new Failure(false, problem.detail(), problem.status());
        }
    }
}
