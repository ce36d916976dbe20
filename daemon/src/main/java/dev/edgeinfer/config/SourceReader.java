package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.PixelFormat;
import dev.edgeinfer.config.SourceConfig.V4l2;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the URI of a source: {@code scheme:path?option=value&option=value}. The path may be percent-encoded and may
 * follow an empty authority ({@code file:///clip.mp4}); for files and folders it may be relative.
 */
final class SourceReader {

    private static final List<String> SCHEMES = List.of("file", "dir", "v4l2");
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):([^?]*)(?:\\?(.*))?");
    private static final double DEFAULT_FOLDER_FPS = 1;

    private final YamlValue value;
    private final String uri;
    private final Path folder;

    private SourceReader(YamlValue value, String uri, Path folder) {
        this.value = value;
        this.uri = uri;
        this.folder = folder;
    }

    /** The source, or nothing after a problem was reported; a missing value is not reported again. */
    static Optional<SourceConfig> read(YamlValue value, Path folder) {
        return value.string().flatMap(uri -> new SourceReader(value, uri, folder).read());
    }

    private Optional<SourceConfig> read() {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            return invalid("has no scheme", "write " + withScheme());
        }
        String scheme = parts.group(1);
        if (!SCHEMES.contains(scheme)) {
            return invalid("has the unknown scheme \"" + scheme + "\"", NearestName.hint(scheme, SCHEMES));
        }
        var options = new SourceOptions(value, parts.group(3));
        Optional<Path> path = path(parts.group(2));
        Optional<SourceConfig> source =
                switch (scheme) {
                    case "file" -> videoFile(path, options);
                    case "dir" -> imageFolder(path, options);
                    case "v4l2" -> v4l2(path, options);
                    default -> throw new IllegalStateException(scheme);
                };
        options.reportUnknown();
        return source;
    }

    private Optional<SourceConfig> videoFile(Optional<Path> path, SourceOptions options) {
        boolean loop = options.bool("loop").orElse(true);
        Pace pace = options.choice("pace", Pace.class).orElse(Pace.REALTIME);
        return path.filter(
                        file -> exists(file, !Files.isDirectory(file), "is a folder, not a video file", "write dir:"))
                .map(file -> new VideoFile(uri, file, loop, pace));
    }

    private Optional<SourceConfig> imageFolder(Optional<Path> path, SourceOptions options) {
        Optional<Double> fps = options.positive("fps", ConfigFile.MAX_FPS);
        boolean loop = options.bool("loop").orElse(true);
        boolean fast = options.choice("pace", Pace.class).orElse(Pace.REALTIME) == Pace.FAST;
        if (fast && fps.isPresent()) {
            invalid("has both fps and pace=fast", "remove one of them");
        }
        OptionalDouble rate = fast ? OptionalDouble.empty() : OptionalDouble.of(fps.orElse(DEFAULT_FOLDER_FPS));
        return path.filter(images ->
                        exists(images, !Files.isRegularFile(images), "is a file, not a folder", "write file:"))
                .map(images -> new ImageFolder(uri, images, rate, loop));
    }

    /** The device need not be there: cameras come and go, and the daemon waits for them. */
    private Optional<SourceConfig> v4l2(Optional<Path> path, SourceOptions options) {
        var size = options.size("size");
        Optional<Double> fps = options.positive("fps", ConfigFile.MAX_FPS);
        var format = options.choice("format", PixelFormat.class);
        OptionalDouble rate = fps.map(OptionalDouble::of).orElse(OptionalDouble.empty());
        return path.map(device -> new V4l2(uri, device, size, rate, format));
    }

    private boolean exists(Path path, boolean rightKind, String wrongKind, String otherScheme) {
        if (!Files.exists(path)) {
            invalid("does not exist: no \"" + path + "\"", "a relative path starts at the folder of this file");
        } else if (!rightKind) {
            invalid(wrongKind, otherScheme + path);
        } else if (!Files.isReadable(path)) {
            invalid("cannot be read: permission denied for \"" + path + "\"", "check its owner and mode");
        } else {
            return true;
        }
        return false;
    }

    private Optional<Path> path(String written) {
        boolean device = uri.startsWith("v4l2:");
        String path = written;
        if (written.startsWith("//")) {
            int end = written.indexOf('/', 2);
            if (end != 2) {
                String name = written.substring(2);
                return invalid(
                        "names the host \"" + (end < 0 ? name : written.substring(2, end)) + "\" where none belongs",
                        device
                                ? "write three slashes: v4l2:///dev/video0"
                                : "write no slash for a relative path, or three for an absolute one");
            }
            path = written.substring(2);
        }
        if (path.isBlank()) {
            return invalid("has no path", device ? "write v4l2:///dev/video0" : "write it after the colon");
        }
        if (device && !path.startsWith("/")) {
            return invalid("does not name a device file", "write v4l2:///dev/video0");
        }
        try {
            return decoded(path).map(text -> folder.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return invalid("is not a path: " + e.getReason(), "write a path of the file system");
        }
    }

    private Optional<String> decoded(String path) {
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out[length++] = in[i];
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return invalid("has a % without two hex digits", "write %25 for a percent sign");
            }
            out[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return Optional.of(new String(out, 0, length, StandardCharsets.UTF_8));
    }

    /** What someone most likely meant who wrote a plain path. */
    private String withScheme() {
        if (uri.startsWith("/dev/")) {
            return "v4l2://" + uri;
        }
        return (isFolder() ? "dir:" : "file:") + uri;
    }

    private boolean isFolder() {
        try {
            return uri.endsWith("/") || Files.isDirectory(folder.resolve(uri));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private <T> Optional<T> invalid(String rule, String hint) {
        value.problem(rule, hint);
        return Optional.empty();
    }
}
