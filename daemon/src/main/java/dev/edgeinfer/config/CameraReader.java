package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the cameras of one configuration. */
final class CameraReader {

    private static final double DEFAULT_TARGET_FPS = 10;
    private static final double MAX_PRIORITY = 100;

    /** A picture of as many takes 3 GB. */
    private static final int MOST_PIXELS = 1_000_000_000;

    private final Path folder;
    private final TrackingConfig tracking;
    private final Map<Path, String> cameraByDevice = new HashMap<>();

    /**
     * @param folder where relative paths start
     * @param tracking what holds for cameras that say nothing else
     */
    CameraReader(Path folder, TrackingConfig tracking) {
        this.folder = folder;
        this.tracking = tracking;
    }

    Optional<CameraConfig> read(YamlValue entry) {
        return entry.map(camera -> {
            YamlValue source = camera.get("source")
                    .required(
                            "write source: v4l2:///dev/video0, rtsp://camera/stream, exec:COMMAND, file:clip.mp4 or dir:images");
            OptionalDouble targetFps = targetFps(camera.get("target-fps"));
            double priority = camera.get("priority").positive(MAX_PRIORITY).orElse(CameraConfig.DEFAULT_PRIORITY);
            long maxPixels =
                    camera.get("max-pixels").integer(1, MOST_PIXELS).orElse((int) SourceConfig.Size.MAX_PIXELS);
            var setting = new SourceSetting(
                    folder,
                    maxPixels,
                    targetFps,
                    camera.get("user").string(),
                    camera.get("password").string(),
                    source::mask);
            Optional<SourceConfig> from =
                    source.string().flatMap(uri -> SourceReader.read(uri, setting, source::problem));
            from.ifPresent(config -> verifyOwnDevice(entry.key(), source, config));
            PictureConfig picture = PictureReader.read(camera);
            Optional<MotionConfig> motion = camera.get("motion").map(gate -> Optional.of(MotionReader.read(gate)));
            SceneConfig scene = SceneReader.read(camera, tracking);
            return from.map(
                    config -> new CameraConfig(entry.key(), config, targetFps, priority, picture, motion, scene));
        });
    }

    private static OptionalDouble targetFps(YamlValue value) {
        return value.is("unlimited")
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.positive(SourceReader.MAX_FPS).orElse(DEFAULT_TARGET_FPS));
    }

    /** A device gives its frames to one reader at a time; a file may be played by many. */
    private void verifyOwnDevice(String camera, YamlValue value, SourceConfig source) {
        if (source instanceof SourceConfig.V4l2 v4l2) {
            String other = cameraByDevice.putIfAbsent(v4l2.device(), camera);
            if (other != null) {
                value.problem("is the device of camera \"" + other + "\" too", "give each camera a device of its own");
            }
        }
    }
}
