package dev.edgeinfer.http.state;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.SceneConfig;
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
     * @param zones areas in which objects count, in the order of the configuration
     * @param lines lines that are crossed, likewise
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
            List<Zone> zones,
            List<Line> lines,
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
                    config.scene().zones().stream().map(Zone::of).toList(),
                    config.scene().lines().stream().map(Line::of).toList(),
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

    /**
     * Where a zone is.
     *
     * @param polygon its corners in order, in parts of the picture's width and height
     * @param labels which objects count; empty: all
     */
    public record Zone(String zone, List<Place> polygon, List<String> labels) {

        static Zone of(SceneConfig.Zone zone) {
            return new Zone(
                    zone.name(),
                    zone.polygon().points().stream().map(Place::of).toList(),
                    zone.only().labels());
        }
    }

    /**
     * Where a line is.
     *
     * @param points where it begins and where it ends: who looks along it is passed from left to right by those who go in
     * @param labels which objects count; empty: all
     */
    public record Line(String line, List<Place> points, List<String> labels) {

        static Line of(SceneConfig.Line line) {
            return new Line(
                    line.name(),
                    List.of(Place.of(line.from()), Place.of(line.to())),
                    line.only().labels());
        }
    }

    /** A place in parts of the picture's width and height, written as a pair, as the configuration has it. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Place(double x, double y) {

        static Place of(Polygon.Point point) {
            return new Place(point.x(), point.y());
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
