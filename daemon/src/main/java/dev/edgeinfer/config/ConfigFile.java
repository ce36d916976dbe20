package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Reads the configuration file. */
public final class ConfigFile {

    static final double MAX_FPS = 1000;

    private static final String DEFAULT_MODEL = "nanodet-g";
    private static final double DEFAULT_TARGET_FPS = 10;
    private static final int MAX_THREADS = 256;

    private final Path folder;

    private ConfigFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads and checks a configuration. Paths in it that are relative start at the folder of the file.
     *
     * @throws InvalidDocumentException with all problems found in it
     */
    public static LoadedConfig read(Path file) {
        return parse(file, TextFile.read(file));
    }

    /**
     * Reads the URI of a source that stands somewhere else, such as on the command line. A relative path starts at the
     * working directory.
     *
     * @param name where it stands, to begin the sentence of a problem
     * @throws InvalidDocumentException with all problems found in it
     */
    public static SourceConfig source(String name, String uri) {
        var problems = new ArrayList<Problem>();
        Optional<SourceConfig> source = SourceReader.read(
                uri,
                Path.of("").toAbsolutePath(),
                (rule, hint) ->
                        problems.add(new Problem(name, Position.NONE, "", Optional.of(uri), rule, Optional.of(hint))));
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return source.orElseThrow();
    }

    /** As {@link #read}, for a text that would stand in the file. */
    static LoadedConfig parse(Path file, String text) {
        var reader = new ConfigFile(file.toAbsolutePath().normalize().getParent());
        YamlFile<Config> read = YamlFile.parse(file.toString(), text, reader::config);
        return new LoadedConfig(read.value(), file, read.positions());
    }

    private Optional<Config> config(YamlMap root) {
        HttpConfig http = root.get("http").section(HttpReader::read);
        ModelConfig model = root.get("model").section(this::model);
        Map<String, YamlValue> cameraEntries = root.get("cameras").section(YamlMap::entries);
        if (cameraEntries.isEmpty()) {
            root.get("cameras")
                    .keyProblem(
                            "has no camera", "add one, such as cameras: { porch: { source: \"v4l2:///dev/video0\" } }");
        }
        Names.verify(cameraEntries.values());
        Map<String, CameraConfig> cameras = convert(cameraEntries.values(), this::camera);
        GpioConfig gpio = root.get("gpio").section(GpioReader::read);
        Map<String, YamlValue> ruleEntries = root.get("rules").section(YamlMap::entries);
        Names.verify(ruleEntries.values());
        var ruleReader = new RuleReader(cameraEntries.keySet(), gpio.lines());
        Map<String, RuleConfig> rules = convert(ruleEntries.values(), ruleReader::read);
        return Optional.of(new Config(http, model, cameras, gpio, rules));
    }

    private ModelConfig model(YamlMap model) {
        return new ModelConfig(
                modelPath(model.get("path")).orElse(DEFAULT_MODEL),
                model.get("threads").integer(1, MAX_THREADS).orElseGet(ConfigFile::defaultThreads),
                model.get("min-score").decimal(0, 1),
                model.get("iou").decimal(0, 1));
    }

    /** A bare name is looked up among the models; anything else is a path. */
    private Optional<String> modelPath(YamlValue value) {
        return value.string().map(path -> {
            boolean bareName = !path.contains("/") && !path.startsWith(".");
            try {
                return bareName ? path : folder.resolve(path).normalize().toString();
            } catch (InvalidPathException e) {
                value.problem("is not a path: " + e.getReason(), "write the name of a model or the path of a bundle");
                return path;
            }
        });
    }

    /** One core stays free for capture, decoding and the API. */
    private static int defaultThreads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MAX_THREADS);
    }

    private Optional<CameraConfig> camera(YamlValue entry) {
        return entry.map(camera -> {
            YamlValue source =
                    camera.get("source").required("write source: v4l2:///dev/video0, file:clip.mp4 or dir:images");
            OptionalDouble targetFps = targetFps(camera.get("target-fps"));
            return source.string()
                    .flatMap(uri -> SourceReader.read(uri, folder, source::problem))
                    .map(from -> new CameraConfig(entry.key(), from, targetFps));
        });
    }

    private static OptionalDouble targetFps(YamlValue value) {
        return value.is("unlimited")
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.positive(MAX_FPS).orElse(DEFAULT_TARGET_FPS));
    }

    private static <T> Map<String, T> convert(Collection<YamlValue> entries, Function<YamlValue, Optional<T>> reader) {
        var converted = new LinkedHashMap<String, T>();
        entries.forEach(entry -> reader.apply(entry).ifPresent(value -> converted.put(entry.key(), value)));
        return converted;
    }
}
