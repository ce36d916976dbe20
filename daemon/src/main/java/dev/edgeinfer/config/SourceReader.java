package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Command;
import dev.edgeinfer.config.SourceConfig.Image;
import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.PixelFormat;
import dev.edgeinfer.config.SourceConfig.Protocol;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import dev.edgeinfer.config.SourceConfig.TestPattern;
import dev.edgeinfer.config.SourceConfig.V4l2;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the URI of a source: {@code scheme:path?option=value&option=value}. The path may be percent-encoded and may
 * follow an empty authority ({@code file:///clip.mp4}); for files and folders it may be relative. After {@code exec:}
 * comes a command instead, and its options follow {@code #}.
 */
final class SourceReader {

    private enum Scheme {
        FILE,
        DIR,
        V4L2,
        EXEC,
        TEST,
        RTSP,
        RTSPS,
        HTTP,
        HTTPS,
        RTMP,
        RTMPS,
        SRT
    }

    private static final List<String> SCHEMES = Stream.of(Scheme.values())
            .map(scheme -> scheme.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    static final double MAX_FPS = 1000;

    private static final List<String> PATTERNS = List.of("pattern");

    private static final double DEFAULT_FOLDER_FPS = 1;
    private static final double DEFAULT_PATTERN_FPS = 10;
    private static final Size DEFAULT_PATTERN_SIZE = new Size(640, 480);

    private final String uri;
    private final Path folder;
    private final long maxPixels;
    private final SourceSetting setting;
    private final BiConsumer<String, String> problems;

    private SourceReader(String uri, SourceSetting setting, BiConsumer<String, String> problems) {
        this.uri = uri;
        this.setting = setting;
        this.problems = problems;
        folder = setting.folder();
        maxPixels = setting.maxPixels();
    }

    /**
     * The source, or nothing after a problem was reported.
     *
     * @param problems takes the rule and the hint of each problem with the URI
     */
    static Optional<SourceConfig> read(String uri, SourceSetting setting, BiConsumer<String, String> problems) {
        return new SourceReader(uri, setting, problems).read();
    }

    private Optional<SourceConfig> read() {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            return invalid("has no scheme", "write " + withScheme());
        }
        int scheme = SCHEMES.indexOf(parts.group(1));
        if (scheme < 0) {
            return invalid(
                    "has the unknown scheme \"" + parts.group(1) + "\"", NearestName.hint(parts.group(1), SCHEMES));
        }
        String rest = parts.group(2);
        Optional<Protocol> protocol = Stream.of(Protocol.values())
                .filter(known -> known.name().equals(Scheme.values()[scheme].name()))
                .findFirst();
        if (protocol.isPresent()) {
            return new NetworkReader(protocol.get(), rest, setting, problems).read();
        }
        if (setting.user().isPresent() || setting.password().isPresent()) {
            return invalid("takes no user and no password", "remove both keys");
        }
        return switch (Scheme.values()[scheme]) {
            case FILE -> withOptions(rest, this::file);
            case DIR -> withOptions(rest, this::imageFolder);
            case V4L2 -> withOptions(rest, this::v4l2);
            case EXEC -> command(rest);
            case TEST -> withOptions(rest, this::testPattern);
            case RTSP, RTSPS, HTTP, HTTPS, RTMP, RTMPS, SRT -> throw new IllegalStateException("a stream");
        };
    }

    private Optional<SourceConfig> withOptions(
            String rest, BiFunction<String, SourceOptions, Optional<SourceConfig>> kind) {
        String[] parts = rest.split("\\?", 2);
        var options = new SourceOptions(parts.length < 2 ? "" : parts[1], problems);
        Optional<SourceConfig> source = kind.apply(parts[0], options);
        options.reportUnknown();
        return source;
    }

    private Optional<SourceConfig> file(String path, SourceOptions options) {
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Image.EXTENSIONS.contains(extension) ? image(path, options) : videoFile(path, options);
    }

    private Optional<SourceConfig> image(String path, SourceOptions options) {
        double fps = options.positive("fps", MAX_FPS).orElse(DEFAULT_FOLDER_FPS);
        return recorded(path)
                .filter(file -> !Files.isDirectory(file) || refused("is a folder, not an image", "write dir:" + file))
                .map(file -> new Image(uri, file, fps, maxPixels));
    }

    private Optional<SourceConfig> testPattern(String written, SourceOptions options) {
        Size size = options.size("size").orElse(DEFAULT_PATTERN_SIZE);
        double fps = options.positive("fps", MAX_FPS).orElse(DEFAULT_PATTERN_FPS);
        String name = written.startsWith("//") ? written.substring(2) : written;
        if (!PATTERNS.contains(name)) {
            return invalid("names the unknown pattern \"" + name + "\"", NearestName.hint(name, PATTERNS));
        }
        return fits(size) ? Optional.of(new TestPattern(uri, size, fps, maxPixels)) : Optional.empty();
    }

    private Optional<SourceConfig> videoFile(String path, SourceOptions options) {
        boolean loop = options.bool("loop").orElse(true);
        Pace pace = options.choice("pace", Pace.class).orElse(Pace.REALTIME);
        return recorded(path)
                .filter(file ->
                        !Files.isDirectory(file) || refused("is a folder, not a video file", "write dir:" + file))
                .map(file -> new VideoFile(uri, file, loop, pace, maxPixels));
    }

    private Optional<SourceConfig> imageFolder(String path, SourceOptions options) {
        Optional<Double> fps = options.positive("fps", MAX_FPS);
        boolean loop = options.bool("loop").orElse(true);
        boolean fast = options.choice("pace", Pace.class).orElse(Pace.REALTIME) == Pace.FAST;
        if (fast && fps.isPresent()) {
            problems.accept("has both fps and pace=fast", "remove one of them");
        }
        OptionalDouble rate = fast ? OptionalDouble.empty() : OptionalDouble.of(fps.orElse(DEFAULT_FOLDER_FPS));
        return recorded(path)
                .filter(images ->
                        Files.isDirectory(images) || refused("is a file, not a folder", "write file:" + images))
                .map(images -> new ImageFolder(uri, images, rate, loop, maxPixels));
    }

    /** The device need not be there: cameras come and go, and the daemon waits for them. */
    private Optional<SourceConfig> v4l2(String path, SourceOptions options) {
        Optional<Size> size = options.size("size");
        OptionalDouble fps =
                options.positive("fps", MAX_FPS).map(OptionalDouble::of).orElse(OptionalDouble.empty());
        Optional<PixelFormat> format = options.choice("format", PixelFormat.class);
        return path(path, "write three slashes: v4l2:///dev/video0")
                .filter(_ -> size.stream().allMatch(this::fits))
                .filter(device ->
                        path.startsWith("/") || refused("does not name a device file", "write v4l2:///dev/video0"))
                .map(device -> new V4l2(uri, device, size, fps, format, maxPixels));
    }

    /** The options follow the last {@code #format=}, since a command may hold any other character. */
    private Optional<SourceConfig> command(String written) {
        int end = written.lastIndexOf("#format=");
        if (end < 0) {
            return invalid(
                    "does not say what the command writes",
                    "add #format=mjpeg, or h264, h265 or mpegts, or #format=yuv420&size=640x480 for raw pictures");
        }
        String command = written.substring(0, end).strip();
        var options = new SourceOptions(written.substring(end + 1), problems);
        Optional<StreamFormat> format = options.choice("format", StreamFormat.class);
        Optional<Size> size = options.size("size");
        options.reportUnknown();
        if (command.isEmpty()) {
            return invalid("has no command", "write exec:rpicam-vid -t 0 --codec mjpeg -o -#format=mjpeg");
        }
        return format.filter(stream -> fits(stream, size))
                .map(stream -> new Command(uri, command, folder, stream, size, maxPixels));
    }

    private boolean fits(StreamFormat format, Optional<Size> size) {
        String word = YamlValue.word(format);
        if (!format.raw()) {
            return size.isEmpty() || refused("has a size, which " + word + " tells by itself", "remove size=");
        }
        if (size.isEmpty()) {
            return refused("has no size, which raw pictures do not tell", "add &size=640x480");
        }
        int width = size.get().width();
        int height = size.get().height();
        boolean halvesWidth =
                format == StreamFormat.YUV420 || format == StreamFormat.NV12 || format == StreamFormat.YUYV;
        boolean halvesHeight = halvesWidth && format != StreamFormat.YUYV;
        if (halvesWidth && width % 2 != 0 || halvesHeight && height % 2 != 0) {
            return refused("has an odd size, of which " + word + " has no half", "write even numbers");
        }
        return fits(size.get());
    }

    private boolean fits(Size size) {
        return size.pixels() <= maxPixels
                || refused(
                        "has pictures of %d pixels, more than max-pixels allows, which is %d"
                                .formatted(size.pixels(), maxPixels),
                        "ask for smaller ones, or raise max-pixels of the camera");
    }

    /** A file or folder that must be there, as it will not appear by itself as a camera may. */
    private Optional<Path> recorded(String written) {
        return path(written, "write no slash for a relative path, or three for an absolute one")
                .filter(path -> Files.exists(path)
                        || refused(
                                "does not exist: no \"" + path + "\"",
                                "check the path; a relative one starts at \"" + folder + "\""))
                .filter(path -> Files.isReadable(path)
                        || refused(
                                "cannot be read: permission denied for \"" + path + "\"", "check its owner and mode"));
    }

    private Optional<Path> path(String written, String slashes) {
        boolean hasAuthority = written.startsWith("//");
        String path = hasAuthority ? written.substring(2) : written;
        if (hasAuthority && !path.startsWith("/")) {
            return invalid("names the host \"" + path.split("/", 2)[0] + "\" where none belongs", slashes);
        }
        if (path.isBlank()) {
            return invalid("has no path", "write it after the colon");
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
        problems.accept(rule, hint);
        return Optional.empty();
    }

    /** Reports, for use as the last alternative of a condition. */
    private boolean refused(String rule, String hint) {
        problems.accept(rule, hint);
        return false;
    }
}
