package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.V4l2;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads where the pictures of cameras come from: of each its one stream, or the two that it has. */
final class StreamsReader {

    private static final double DEFAULT_TARGET_FPS = 10;
    private static final double MIN_SNAPSHOT_FPS = 1;
    private static final double MAX_SNAPSHOT_FPS = 30;

    /** A picture of as many takes 3 GB. */
    private static final int MOST_PIXELS = 1_000_000_000;

    private final Path folder;
    private final Map<Path, String> cameraByDevice = new HashMap<>();

    /** The streams of one camera. */
    record Streams(
            SourceConfig source, Optional<SourceConfig> detectSource, OptionalDouble targetFps, double snapshotFps) {}

    /** @param folder where relative paths start */
    StreamsReader(Path folder) {
        this.folder = folder;
    }

    /**
     * The streams of a camera, or nothing after a problem was reported.
     *
     * @param name of the camera
     */
    Optional<Streams> read(String name, YamlMap camera) {
        YamlValue source = camera.get("source")
                .required(
                        "write source: v4l2:///dev/video0, rtsp://camera/stream, exec:COMMAND, file:clip.mp4 or dir:images");
        YamlValue detectSource = camera.get("detect-source");
        OptionalDouble targetFps = targetFps(camera.get("target-fps"));
        double snapshotFps = snapshotFps(camera.get("snapshot-fps"), detectSource.isPresent());
        long maxPixels = camera.get("max-pixels").integer(1, MOST_PIXELS).orElse((int) SourceConfig.Size.MAX_PIXELS);
        Optional<String> uri = source.string();
        Optional<String> detectUri = detectSource.string();
        // Both streams are one camera's, so its user is for whichever of them may ask for one.
        boolean detectAsks = detectUri.filter(SourceReader::isOfNetwork).isPresent();
        boolean asks = !detectAsks || uri.filter(SourceReader::isOfNetwork).isPresent();
        Optional<String> user = camera.get("user").string();
        Optional<String> password = camera.get("password").string();
        var setting = new SourceSetting(
                folder,
                maxPixels,
                detectSource.isPresent() ? OptionalDouble.of(snapshotFps) : targetFps,
                user.filter(_ -> asks),
                password.filter(_ -> asks),
                source::mask);
        var detectSetting = new SourceSetting(
                folder,
                maxPixels,
                targetFps,
                user.filter(_ -> detectAsks),
                password.filter(_ -> detectAsks),
                detectSource::mask);
        Optional<SourceConfig> full = read(name, source, uri, setting);
        Optional<SourceConfig> detect = read(name, detectSource, detectUri, detectSetting);
        boolean whole = detect.isPresent() || !detectSource.isPresent();
        boolean fit = full.isEmpty() || detect.isEmpty() || fit(full.get(), source, detect.get(), detectSource);
        return full.filter(_ -> whole && fit).map(config -> new Streams(config, detect, targetFps, snapshotFps));
    }

    private Optional<SourceConfig> read(String camera, YamlValue value, Optional<String> uri, SourceSetting setting) {
        Optional<SourceConfig> config = uri.flatMap(text -> SourceReader.read(text, setting, value::problem));
        config.ifPresent(source -> verifyOwnDevice(camera, value, source));
        return config;
    }

    private static OptionalDouble targetFps(YamlValue value) {
        return value.is("unlimited")
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.positive(SourceReader.MAX_FPS).orElse(DEFAULT_TARGET_FPS));
    }

    private static double snapshotFps(YamlValue value, boolean hasTwoStreams) {
        double fps = value.decimal(MIN_SNAPSHOT_FPS, MAX_SNAPSHOT_FPS).orElse(CameraConfig.DEFAULT_SNAPSHOT_FPS);
        if (value.isPresent() && !hasTwoStreams) {
            value.keyProblem(
                    "has no effect without detect-source",
                    "remove it; how often a camera with one stream is looked at is target-fps");
        }
        return fps;
    }

    /** Whether two streams can be those of one camera. */
    private static boolean fit(SourceConfig full, YamlValue fullValue, SourceConfig detect, YamlValue detectValue) {
        if (place(full).equals(place(detect))) {
            detectValue.problem(
                    "is what source is",
                    "name the smaller stream of the camera, or remove detect-source if it has none");
            return false;
        }
        return keepsTime(full, fullValue) & keepsTime(detect, detectValue);
    }

    private static boolean keepsTime(SourceConfig source, YamlValue value) {
        boolean fast =
                switch (source) {
                    case VideoFile file -> file.pace() == Pace.FAST;
                    case ImageFolder images -> images.fps().isEmpty();
                    default -> false;
                };
        if (fast) {
            value.problem(
                    "has pace=fast, with which the two streams of a camera would not show the same moment",
                    "remove it");
        }
        return !fast;
    }

    private static Object place(SourceConfig source) {
        return switch (source) {
            case V4l2 v4l2 -> v4l2.device();
            case NetworkStream stream -> stream.address();
            default -> source.uri();
        };
    }

    /** A device gives its frames to one reader at a time; a file may be played by many. */
    private void verifyOwnDevice(String camera, YamlValue value, SourceConfig source) {
        if (source instanceof V4l2 v4l2) {
            String other = cameraByDevice.putIfAbsent(v4l2.device(), camera);
            if (other != null && !other.equals(camera)) {
                value.problem("is the device of camera \"" + other + "\" too", "give each camera a device of its own");
            }
        }
    }
}
