package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Image;
import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.PixelFormat;
import dev.edgeinfer.config.SourceConfig.Protocol;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.TestPattern;
import dev.edgeinfer.config.SourceConfig.V4l2;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.yaml.NearestName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

    /** The schemes that are no {@link Protocol}. */
    private enum Local {
        FILE,
        DIR,
        V4L2,
        EXEC,
        TEST
    }

    private static final Map<String, Local> LOCAL = byScheme(Local.values());
    private static final Map<String, Protocol> PROTOCOLS = byScheme(Protocol.values());
    private static final List<String> SCHEMES = Stream.of(LOCAL, PROTOCOLS)
            .flatMap(schemes -> schemes.keySet().stream())
            .toList();

    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

    /** Of recordings a longer pause between two pictures is a broken time stamp, so they would be played without any. */
    static final double MIN_FPS = 0.1;

    static final double MAX_FPS = 1000;

    private static final List<String> PATTERNS = List.of("pattern");

    private static final double DEFAULT_FOLDER_FPS = 1;
    private static final double DEFAULT_PATTERN_FPS = 10;
    private static final Size DEFAULT_PATTERN_SIZE = new Size(640, 480);

    private final String uri;
    private final SourceSetting setting;
    private final long maxPixels;
    private final UriProblems problems;
    private final SourcePaths paths;

    private SourceReader(String uri, SourceSetting setting, UriProblems problems) {
        this.uri = uri;
        this.setting = setting;
        this.problems = problems;
        maxPixels = setting.maxPixels();
        paths = new SourcePaths(setting.folder(), problems);
    }

    /**
     * The source, or nothing after a problem was reported.
     *
     * @param problems takes the rule and the hint of each problem with the URI
     */
    static Optional<SourceConfig> read(String uri, SourceSetting setting, UriProblems problems) {
        return new SourceReader(uri, setting, problems).read();
    }

    /** Whether a URI names a stream from the network, which may ask for a user. */
    static boolean isOfNetwork(String uri) {
        Matcher parts = URI.matcher(uri);
        return parts.matches() && PROTOCOLS.containsKey(parts.group(1));
    }

    private static <E extends Enum<E>> Map<String, E> byScheme(E[] constants) {
        var schemes = new LinkedHashMap<String, E>();
        Stream.of(constants).forEach(constant -> schemes.put(constant.name().toLowerCase(Locale.ROOT), constant));
        return schemes;
    }

    private Optional<SourceConfig> read() {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            return problems.invalid("has no scheme", "write " + withScheme());
        }
        String scheme = parts.group(1);
        String rest = parts.group(2);
        if (PROTOCOLS.containsKey(scheme)) {
            return new NetworkReader(PROTOCOLS.get(scheme), rest, setting, problems).read();
        }
        if (!LOCAL.containsKey(scheme)) {
            return problems.invalid("has the unknown scheme \"" + scheme + "\"", NearestName.hint(scheme, SCHEMES));
        }
        if (setting.user().isPresent() || setting.password().isPresent()) {
            return problems.invalid("takes no user and no password", "remove both keys");
        }
        return switch (LOCAL.get(scheme)) {
            case FILE -> withOptions(rest, this::file);
            case DIR -> withOptions(rest, this::imageFolder);
            case V4L2 -> withOptions(rest, this::v4l2);
            case EXEC -> new CommandReader(uri, setting, problems).read(rest);
            case TEST -> withOptions(rest, this::testPattern);
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
        double fps = options.number("fps", MIN_FPS, MAX_FPS).orElse(DEFAULT_FOLDER_FPS);
        return paths.recorded(path)
                .filter(file ->
                        !Files.isDirectory(file) || problems.refused("is a folder, not an image", "write dir:" + file))
                .map(file -> new Image(uri, file, fps, maxPixels));
    }

    private Optional<SourceConfig> testPattern(String written, SourceOptions options) {
        Size size = options.size("size").orElse(DEFAULT_PATTERN_SIZE);
        double fps = options.number("fps", MIN_FPS, MAX_FPS).orElse(DEFAULT_PATTERN_FPS);
        String name = written.startsWith("//") ? written.substring(2) : written;
        if (!PATTERNS.contains(name)) {
            return problems.invalid("names the unknown pattern \"" + name + "\"", NearestName.hint(name, PATTERNS));
        }
        return setting.fits(size, problems)
                ? Optional.of(new TestPattern(uri, size, fps, maxPixels))
                : Optional.empty();
    }

    private Optional<SourceConfig> videoFile(String path, SourceOptions options) {
        boolean loop = options.bool("loop").orElse(true);
        Pace pace = options.choice("pace", Pace.class).orElse(Pace.REALTIME);
        return paths.recorded(path)
                .filter(file -> !Files.isDirectory(file)
                        || problems.refused("is a folder, not a video file", "write dir:" + file))
                .map(file -> new VideoFile(uri, file, loop, pace, maxPixels));
    }

    private Optional<SourceConfig> imageFolder(String path, SourceOptions options) {
        Optional<Double> fps = options.number("fps", MIN_FPS, MAX_FPS);
        boolean loop = options.bool("loop").orElse(true);
        boolean fast = options.choice("pace", Pace.class).orElse(Pace.REALTIME) == Pace.FAST;
        if (fast && fps.isPresent()) {
            problems.accept("has both fps and pace=fast", "remove one of them");
        }
        OptionalDouble rate = fast ? OptionalDouble.empty() : OptionalDouble.of(fps.orElse(DEFAULT_FOLDER_FPS));
        return paths.recorded(path)
                .filter(images -> Files.isDirectory(images)
                        || problems.refused("is a file, not a folder", "write file:" + images))
                .map(images -> new ImageFolder(uri, images, rate, loop, maxPixels));
    }

    /** The device need not be there: cameras come and go, and the daemon waits for them. */
    private Optional<SourceConfig> v4l2(String path, SourceOptions options) {
        Optional<Size> size = options.size("size");
        OptionalDouble fps =
                options.number("fps", MIN_FPS, MAX_FPS).map(OptionalDouble::of).orElse(OptionalDouble.empty());
        Optional<PixelFormat> format = options.choice("format", PixelFormat.class);
        return paths.path(path, "write three slashes: v4l2:///dev/video0")
                .filter(_ -> size.stream().allMatch(asked -> setting.fits(asked, problems)))
                .filter(device -> path.startsWith("/")
                        || problems.refused("does not name a device file", "write v4l2:///dev/video0"))
                .map(device -> new V4l2(uri, device, size, fps, format, maxPixels));
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
            return uri.endsWith("/") || Files.isDirectory(setting.folder().resolve(uri));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
