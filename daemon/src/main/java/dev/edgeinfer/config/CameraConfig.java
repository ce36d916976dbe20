package dev.edgeinfer.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One camera.
 *
 * @param name unique name, {@code [a-z0-9][a-z0-9_-]*}
 * @param source where its frames come from
 * @param targetFps inferences a second to aim at, above 0, 10 by default; empty ({@code unlimited} in the file): as
 *     many as the model gives
 * @param priority weight of the camera where the model cannot give all of them what they ask for, above 0, 1 by default:
 *     each gets a share in proportion to its target rate times its priority
 * @param picture what is done to its pictures; nothing by default
 * @param motion when its pictures are worth an inference; empty: always
 * @param scene how what it sees is followed, and where
 */
public record CameraConfig(
        String name,
        SourceConfig source,
        OptionalDouble targetFps,
        double priority,
        PictureConfig picture,
        Optional<MotionConfig> motion,
        SceneConfig scene) {

    static final double DEFAULT_PRIORITY = 1;

    /** A camera whose other settings have their defaults. */
    public CameraConfig(String name, SourceConfig source, OptionalDouble targetFps) {
        this(name, source, targetFps, DEFAULT_PRIORITY, PictureConfig.UNCHANGED, Optional.empty(), SceneConfig.DEFAULT);
    }

    /** The same camera with another source. */
    public CameraConfig withSource(SourceConfig other) {
        return new CameraConfig(name, other, targetFps, priority, picture, motion, scene);
    }

    /** The same camera with other changes to its pictures. */
    public CameraConfig withPicture(PictureConfig other) {
        return new CameraConfig(name, source, targetFps, priority, other, motion, scene);
    }

    /** The same camera with motion gating. */
    public CameraConfig withMotion(MotionConfig other) {
        return new CameraConfig(name, source, targetFps, priority, picture, Optional.of(other), scene);
    }
}
