package dev.edgeinfer.http.picture;

import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Makes JPEGs of the frames of one camera, as somebody has asked for them.
 *
 * @param scene whose zones and lines are drawn
 */
public record Picture(SceneConfig scene, PictureOptions options) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int WHITE = 0xffffff;

    /**
     * @param frame 8-bit BGR, {@code [H, W, 3]}; only read
     * @param capturedAt wall-clock time of its capture
     * @param seen what was seen in the frame, in its pixels; empty: nothing of that is drawn
     * @param followed the objects of that moment, in pixels of a frame that may have another size
     */
    public byte[] jpeg(
            Mat frame, Instant capturedAt, Optional<DetectionFrame> seen, Optional<TrackedDetections.Entry> followed) {
        int height = Math.min(options.height().orElse(frame.rows()), frame.rows());
        boolean drawn = options.needsDetections() || options.zones() || options.timestamp();
        if (height == frame.rows() && !drawn) {
            return Jpeg.encode(frame, options.quality());
        }
        try (Mat image = scaled(frame, height)) {
            if (drawn) {
                draw(new Canvas(image), capturedAt, seen, followed);
            }
            return Jpeg.encode(image, options.quality());
        }
    }

    private static Mat scaled(Mat frame, int height) {
        if (height == frame.rows()) {
            return frame.clone();
        }
        int width = Math.max(1, Math.round(frame.cols() * (float) height / frame.rows()));
        var smaller = new Mat();
        try (var size = new Size(width, height)) {
            opencv_imgproc.resize(frame, smaller, size, 0, 0, opencv_imgproc.INTER_AREA);
        }
        return smaller;
    }

    private void draw(
            Canvas canvas,
            Instant capturedAt,
            Optional<DetectionFrame> seen,
            Optional<TrackedDetections.Entry> followed) {
        if (options.zones()) {
            SceneDrawing.draw(canvas, scene, followed.map(TrackedDetections.Entry::tracked));
        }
        if (options.tracks()) {
            followed.ifPresent(entry -> TrackDrawing.draw(canvas, entry, !options.boxes()));
        }
        if (options.boxes()) {
            seen.ifPresent(detections -> drawBoxes(canvas, detections, followed));
        }
        if (options.timestamp()) {
            canvas.plate(TIME.format(capturedAt), 0, canvas.height(), WHITE);
        }
        canvas.finish();
    }

    private void drawBoxes(Canvas canvas, DetectionFrame seen, Optional<TrackedDetections.Entry> followed) {
        List<Detection> detections =
                seen.scaledTo(canvas.width(), canvas.height()).detections();
        // In another frame the detections of the tracks are others.
        Optional<TrackedFrame> tracked = followed.map(TrackedDetections.Entry::tracked)
                .filter(frame -> options.tracks() && frame.sequence() == seen.sequence());
        Annotation.draw(canvas, detections, i -> tracked.flatMap(frame -> frame.trackOf(i))
                .map(TrackDrawing::name)
                .orElse(detections.get(i).label()));
    }
}
