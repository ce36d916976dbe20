package dev.edgeinfer.config;

import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
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
     * @throws dev.edgeinfer.yaml.InvalidDocumentException with all problems found in it
     */
    public static LoadedConfig read(Path file) {
        return parse(file, TextFile.read(file));
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
                model.get("path").string().map(this::resolvedModel).orElse(DEFAULT_MODEL),
                model.get("threads").integer(1, MAX_THREADS).orElseGet(ConfigFile::defaultThreads),
                model.get("min-score").decimal(0, 1),
                model.get("iou").decimal(0, 1));
    }

    /** A bare name is looked up among the models; anything else is a path. */
    private String resolvedModel(String path) {
        boolean bareName = !path.contains("/") && !path.startsWith(".");
        return bareName ? path : folder.resolve(path).normalize().toString();
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
            return SourceReader.read(source, folder).map(from -> new CameraConfig(entry.key(), from, targetFps));
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
