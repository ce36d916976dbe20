package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the root of the configuration, {@code model}, and the order of the rest. */
final class ConfigReader {

    private static final String DEFAULT_MODEL = "nanodet-g";
    private static final int MAX_THREADS = 256;

    private final Path folder;

    /** @param folder where relative paths start */
    ConfigReader(Path folder) {
        this.folder = folder;
    }

    Optional<Config> read(YamlMap root) {
        DeviceConfig device = root.get("device").section(DeviceReader::read);
        HttpConfig http = root.get("http").section(new HttpReader(folder)::read);
        ModelConfig model = root.get("model").section(this::model);
        TrackingConfig tracking = root.get("tracking").section(map -> TrackingReader.read(map, TrackingConfig.DEFAULT));
        YamlValue camerasValue = root.get("cameras");
        Map<String, YamlValue> cameraEntries = camerasValue.section(ConfigReader::named);
        if (cameraEntries.isEmpty()) {
            camerasValue.keyProblem(
                    "has no camera", "add one, such as cameras: { porch: { source: \"v4l2:///dev/video0\" } }");
        }
        Map<String, CameraConfig> cameras = converted(cameraEntries, new CameraReader(folder, tracking)::read);
        GpioConfig gpio = root.get("gpio").section(new GpioReader(cameraEntries.keySet())::read);
        Map<String, YamlValue> webhookEntries = root.get("webhooks").section(ConfigReader::named);
        // Zones of a camera with problems of its own are not known.
        Optional<Set<String>> zones = Optional.of(zones(cameras)).filter(all -> cameras.size() == cameraEntries.size());
        var webhookReader = new WebhookReader(folder, new WebhookEventsReader(cameraEntries.keySet(), zones));
        Map<String, WebhookConfig> webhooks = converted(webhookEntries, webhookReader::read);
        var ruleWebhooks = new RuleWebhooks(webhookEntries.keySet(), webhookReader);
        Map<String, YamlValue> ruleEntries = root.get("rules").section(ConfigReader::named);
        // Also a camera with problems of its own exists for the rules.
        var whenReader = new WhenReader(
                cameraEntries.keySet(),
                cameras,
                device.location().isPresent(),
                gpio.inputs().keySet());
        var ruleReader = new RuleReader(whenReader, gpio, ruleWebhooks);
        Map<String, RuleConfig> rules = converted(ruleEntries, ruleReader::read);
        ruleWebhooks.inline().forEach(webhooks::putIfAbsent);
        StoreConfig store = root.get("store").section(StoreReader::read);
        YamlValue mqttValue = root.get("mqtt");
        Optional<MqttConfig> mqtt = mqttValue.map(new MqttReader(folder, device.id(), cameraEntries.values())::read);
        LogConfig log = root.get("log").section(ConfigReader::log);
        return Optional.of(new Config(device, http, model, cameras, gpio, rules, store, mqtt, webhooks, log));
    }

    private static LogConfig log(YamlMap log) {
        return new LogConfig(log.get("level").choice(LogConfig.Level.class).orElse(LogConfig.Level.INFO));
    }

    private ModelConfig model(YamlMap model) {
        return new ModelConfig(
                modelPath(model.get("path")).orElse(DEFAULT_MODEL),
                model.get("threads").integer(1, MAX_THREADS).orElseGet(ConfigReader::defaultThreads),
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

    /** One processor stays free for capture, decoding and the API. */
    private static int defaultThreads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MAX_THREADS);
    }

    private static Set<String> zones(Map<String, CameraConfig> cameras) {
        return cameras.values().stream()
                .flatMap(camera -> camera.scene().zones().stream())
                .map(SceneConfig.Zone::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, YamlValue> named(YamlMap map) {
        Map<String, YamlValue> entries = map.entries();
        Names.verify(entries.values());
        return entries;
    }

    private static <T> Map<String, T> converted(
            Map<String, YamlValue> entries, Function<YamlValue, Optional<T>> reader) {
        var converted = new LinkedHashMap<String, T>();
        entries.forEach((name, entry) -> reader.apply(entry).ifPresent(value -> converted.put(name, value)));
        return converted;
    }
}
