package dev.edgeinfer.http.state;

import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.document.BoxDocument;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.MotionStatus;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What {@code GET /detections} answers.
 *
 * @param cameras every camera, in the order of the configuration
 */
public record DetectionsDocument(List<Camera> cameras) {

    /**
     * What one camera shows. Of a camera that has delivered nothing yet only the name, the rates and the state are
     * known; the rest is {@code null} and the detections are empty.
     *
     * @param sequence number of the frame in its camera; gaps are frames that were dropped
     * @param capturedAt wall-clock time of the capture, to the millisecond
     * @param ageMs time since the capture by the monotonic clock, in milliseconds
     * @param state how the camera is, in the words of {@code GET /health}
     * @param motion what motion gating does; {@code null}: it is off
     */
    public record Camera(
            String camera,
            Long sequence,
            Instant capturedAt,
            Double ageMs,
            SizeDocument frame,
            List<Seen> detections,
            Stages timing,
            Rate fps,
            String state,
            Motion motion) {

        /**
         * @param frame the newest frame that is shown; empty: none yet
         * @param tracked what is known of its objects; empty: they are not followed
         * @param nowNanos {@link System#nanoTime} of the answer
         */
        public static Camera of(
                String name,
                Optional<DetectionFrame> frame,
                Optional<TrackedFrame> tracked,
                Rate fps,
                String state,
                Optional<MotionStatus> gating,
                long nowNanos) {
            Motion motion = gating.map(Motion::of).orElse(null);
            return frame.map(f -> new Camera(
                            name,
                            f.sequence(),
                            f.capturedAt().truncatedTo(ChronoUnit.MILLIS),
                            Json.rounded((nowNanos - f.capturedNanos()) / 1e6, 1),
                            new SizeDocument(f.width(), f.height()),
                            seen(f.detections(), tracked),
                            Stages.of(f.timing()),
                            fps,
                            state,
                            motion))
                    .orElseGet(() -> new Camera(name, null, null, null, null, List.of(), null, fps, state, motion));
        }

        private static List<Seen> seen(List<Detection> detections, Optional<TrackedFrame> tracked) {
            return IntStream.range(0, detections.size())
                    .mapToObj(i -> Seen.of(detections.get(i), tracked.flatMap(frame -> frame.trackOf(i))))
                    .toList();
        }
    }

    /**
     * One detection.
     *
     * @param score 0..1, to four decimals
     * @param track id of its confirmed track in its camera; {@code null}: it has none
     * @param zones those that its track counts in
     */
    public record Seen(String label, int labelId, double score, BoxDocument box, Long track, List<String> zones) {

        /** Detections in a picture of its own, where nothing is followed. */
        public static List<Seen> untracked(List<Detection> detections) {
            return detections.stream()
                    .map(detection -> of(detection, Optional.empty()))
                    .toList();
        }

        public static Seen of(Detection detection, Optional<Track> track) {
            return new Seen(
                    detection.label(),
                    detection.labelId(),
                    Json.rounded(detection.score(), 4),
                    BoxDocument.of(detection.box()),
                    track.map(Track::id).orElse(null),
                    track.map(Track::zones).orElse(List.of()));
        }
    }

    /** Time spent in each stage, in milliseconds. */
    public record Stages(double preprocessMs, double inferenceMs, double postprocessMs) {

        public static Stages of(Timing timing) {
            return new Stages(
                    Json.rounded(timing.preprocessNanos() / 1e6, 2),
                    Json.rounded(timing.inferenceNanos() / 1e6, 2),
                    Json.rounded(timing.postprocessNanos() / 1e6, 2));
        }
    }

    /**
     * Inferences a second.
     *
     * @param target what the configuration asks for; {@code null}: as many as the model gives
     * @param actual what was given over the last seconds
     * @param source frames a second that the camera delivers; when it is above {@code actual} and that is below {@code
     *     target}, the model is the bottleneck, else the camera
     */
    public record Rate(Double target, double actual, double source) {

        public static Rate of(OptionalDouble target, double actual, double source) {
            return new Rate(
                    target.isPresent() ? target.getAsDouble() : null, Json.rounded(actual, 2), Json.rounded(source, 2));
        }
    }
}
