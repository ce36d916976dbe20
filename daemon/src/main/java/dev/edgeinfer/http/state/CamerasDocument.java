package dev.edgeinfer.http.state;

import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.pipeline.CameraReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What {@code GET /cameras} answers.
 *
 * @param cameras in the order of the configuration
 */
public record CamerasDocument(List<Camera> cameras) {

    /**
     * One camera.
     *
     * @param since when the state began, wall-clock time
     * @param source kind of its source: {@code v4l2}, {@code rtsp}, {@code command} and so on; nothing of its address
     * @param detectSource the same of the stream that the detector looks at; {@code null}: it has one only
     * @param frame size of what the detector looks at; {@code null}: no frame yet
     * @param ageMs time since the capture of the newest frame that was detected; {@code null}: none yet
     */
    public record Camera(
            String camera,
            String state,
            Instant since,
            String source,
            String detectSource,
            SizeDocument frame,
            DetectionsDocument.Rate fps,
            Double ageMs,
            Links links) {

        public static Camera of(CameraConfig config, CameraReport report) {
            CameraStatus status = report.camera();
            return new Camera(
                    config.name(),
                    Json.word(status.state()),
                    status.since().truncatedTo(ChronoUnit.MILLIS),
                    kind(config.source()),
                    config.detectSource().map(Camera::kind).orElse(null),
                    status.frameSize()
                            .map(size -> new SizeDocument(size.width(), size.height()))
                            .orElse(null),
                    DetectionsDocument.Rate.of(
                            report.loop().targetFps(), report.loop().actualFps(), status.sourceFps()),
                    report.ageNanos().isPresent()
                            ? Json.rounded(report.ageNanos().getAsLong() / 1e6, 1)
                            : null,
                    Links.of(config.name()));
        }

        private static String kind(SourceConfig source) {
            return switch (source) {
                case SourceConfig.VideoFile _ -> "videoFile";
                case SourceConfig.Image _ -> "image";
                case SourceConfig.ImageFolder _ -> "imageFolder";
                case SourceConfig.V4l2 _ -> "v4l2";
                case SourceConfig.Command _ -> "command";
                case SourceConfig.TestPattern _ -> "testPattern";
                case SourceConfig.NetworkStream stream -> Json.word(stream.protocol());
            };
        }
    }

    /** Paths of what there is of the camera. */
    public record Links(String detections, String events, String snapshot, String stream) {

        public static Links of(String camera) {
            String own = "/cameras/" + camera;
            return new Links(
                    own + "/detections",
                    "/detections/stream?camera=" + camera,
                    own + "/snapshot.jpg",
                    own + "/stream.mjpeg");
        }
    }
}
