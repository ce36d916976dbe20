package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the cameras of one configuration. */
final class CameraReader {

    private static final double MAX_PRIORITY = 100;

    private final StreamsReader streams;
    private final TrackingConfig tracking;

    /**
     * @param folder where relative paths start
     * @param tracking what holds for cameras that say nothing else
     */
    CameraReader(Path folder, TrackingConfig tracking) {
        streams = new StreamsReader(folder);
        this.tracking = tracking;
    }

    Optional<CameraConfig> read(YamlValue entry) {
        return entry.map(camera -> {
            Optional<StreamsReader.Streams> sources = streams.read(entry.key(), camera);
            double priority = camera.get("priority").positive(MAX_PRIORITY).orElse(CameraConfig.DEFAULT_PRIORITY);
            PictureConfig picture = PictureReader.read(camera);
            Optional<MotionConfig> motion = camera.get("motion").map(gate -> Optional.of(MotionReader.read(gate)));
            SceneConfig scene = SceneReader.read(camera, tracking);
            return sources.map(from -> new CameraConfig(
                    entry.key(),
                    from.source(),
                    from.detectSource(),
                    from.snapshotFps(),
                    from.targetFps(),
                    priority,
                    picture,
                    motion,
                    scene));
        });
    }
}
