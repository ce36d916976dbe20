package dev.edgeinfer.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One camera.
 *
 * @param name unique name, {@code [a-z0-9][a-z0-9_-]*}
 * @param source where its frames come from; with {@code detectSource} only those that snapshots show
 * @param detectSource a smaller stream of the same camera with the same field of view, which the detector looks at
 * @param snapshotFps pictures a second that are taken of {@code source} where there is a {@code detectSource}, 1..30, 1
 *     by default
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
        Optional<SourceConfig> detectSource,
        double snapshotFps,
        OptionalDouble targetFps,
        double priority,
        PictureConfig picture,
        Optional<MotionConfig> motion,
        SceneConfig scene) {

    static final double DEFAULT_PRIORITY = 1;
    static final double DEFAULT_SNAPSHOT_FPS = 1;

    /** A camera whose other settings have their defaults. */
    public CameraConfig(String name, SourceConfig source, OptionalDouble targetFps) {
        this(
                name,
                source,
                Optional.empty(),
                DEFAULT_SNAPSHOT_FPS,
                targetFps,
                DEFAULT_PRIORITY,
                PictureConfig.UNCHANGED,
                Optional.empty(),
                SceneConfig.DEFAULT);
    }

    /** What the detector looks at. */
    public SourceConfig detected() {
        return detectSource.orElse(source);
    }

    /** The same camera with another source, and no other stream beside it. */
    public CameraConfig withSource(SourceConfig other) {
        return new CameraConfig(
                name, other, Optional.empty(), snapshotFps, targetFps, priority, picture, motion, scene);
    }

    /** The same camera with a smaller stream for the detector. */
    public CameraConfig withDetectSource(SourceConfig smaller) {
        return new CameraConfig(
                name, source, Optional.of(smaller), snapshotFps, targetFps, priority, picture, motion, scene);
    }

    /** The same camera with other changes to its pictures. */
    public CameraConfig withPicture(PictureConfig other) {
        return new CameraConfig(name, source, detectSource, snapshotFps, targetFps, priority, other, motion, scene);
    }

    /** The same camera with other zones, lines and tracking. */
    public CameraConfig withScene(SceneConfig other) {
        return new CameraConfig(name, source, detectSource, snapshotFps, targetFps, priority, picture, motion, other);
    }

    /** The same camera with motion gating. */
    public CameraConfig withMotion(MotionConfig other) {
        return new CameraConfig(
                name, source, detectSource, snapshotFps, targetFps, priority, picture, Optional.of(other), scene);
    }
}
