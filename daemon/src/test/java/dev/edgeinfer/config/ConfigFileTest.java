package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.config.SourceConfig.Command;
import dev.edgeinfer.config.SourceConfig.ImageFolder;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.PixelFormat;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import dev.edgeinfer.config.SourceConfig.V4l2;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a valid configuration means; {@link ConfigProblemsTest} has the others. */
class ConfigFileTest {

    @TempDir
    Path folder;

    @BeforeEach
    void media() throws IOException {
        Files.createFile(folder.resolve("front door.mp4"));
        Files.createDirectory(folder.resolve("images"));
    }

    @Test
    void everythingButTheSourceHasADefault() throws IOException {
        Config config = read("""
                cameras:
                  porch:
                    source: v4l2:///dev/video0
                rules:
                  person:
                    when: { label: person }
                    gpio: { line: GPIO17 }
                """).config();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        var source = new V4l2(
                "v4l2:///dev/video0",
                Path.of("/dev/video0"),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty());
        assertEquals(
                new Config(
                        config.device(),
                        new HttpConfig("127.0.0.1", 8080),
                        new ModelConfig("nanodet-g", threads, Optional.empty(), Optional.empty()),
                        Map.of("porch", new CameraConfig("porch", source, OptionalDouble.of(10))),
                        new GpioConfig(Provider.AUTO, Map.of()),
                        Map.of(
                                "person",
                                new RuleConfig(
                                        "person",
                                        new When("person", 0.5, Duration.ZERO, List.of()),
                                        List.of(new GpioOutput(
                                                "GPIO17", Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5))),
                                        List.of())),
                        StoreConfig.DEFAULT,
                        Optional.empty(),
                        Map.of(),
                        new LogConfig(LogConfig.Level.INFO)),
                config);
    }

    @Test
    void everyKeyIsMapped() throws IOException {
        Config config = read("""
                http: { listen: "::1", port: 0 }
                model: { path: bundles/mine, threads: 2, min-score: 0.3, iou: 0.55 }
                cameras:
                  porch:
                    source: v4l2:///dev/video0?size=640x480&fps=29.97&format=mjpeg
                    target-fps: 2.5
                    motion: { threshold: 30, min-area: 0.01, hold: 2s, keep-alive: 5min }
                    priority: 3
                  clip: { source: "file:front%20door.mp4?loop=false&pace=fast", target-fps: unlimited }
                  slides: { source: "dir:images?fps=2&loop=false" }
                gpio:
                  provider: simulated
                  lines:
                    lamp: { chip: 0, line: 17, active-low: true, bias: pull-up, initial: active, shutdown: active }
                    BELL: { chip: pinctrl-rp1, line: GPIO27 }
                    GPIO22:
                rules:
                  someone:
                    when: { label: person, min-score: 0.6, for: 300ms, camera: [porch, clip] }
                    gpio: { line: lamp, mode: pulse, pulse: 2s }
                  cat:
                    when: { label: cat, camera: slides }
                    gpio: { line: gpiochip0/18, mode: hold, hold: 1min }
                """).config();
        assertEquals(new HttpConfig("::1", 0), config.http());
        assertEquals(
                new ModelConfig(folder.resolve("bundles/mine").toString(), 2, Optional.of(0.3), Optional.of(0.55)),
                config.model());
        assertEquals(
                List.of(
                        new CameraConfig(
                                "porch",
                                new V4l2(
                                        "v4l2:///dev/video0?size=640x480&fps=29.97&format=mjpeg",
                                        Path.of("/dev/video0"),
                                        Optional.of(new Size(640, 480)),
                                        OptionalDouble.of(29.97),
                                        Optional.of(PixelFormat.MJPEG)),
                                Optional.empty(),
                                1,
                                OptionalDouble.of(2.5),
                                3,
                                PictureConfig.UNCHANGED,
                                Optional.of(new MotionConfig(30, 0.01, Duration.ofSeconds(2), Duration.ofMinutes(5))),
                                SceneConfig.DEFAULT),
                        new CameraConfig(
                                "clip",
                                new VideoFile(
                                        "file:front%20door.mp4?loop=false&pace=fast",
                                        folder.resolve("front door.mp4"), false, Pace.FAST),
                                OptionalDouble.empty()),
                        new CameraConfig(
                                "slides",
                                new ImageFolder(
                                        "dir:images?fps=2&loop=false",
                                        folder.resolve("images"),
                                        OptionalDouble.of(2),
                                        false),
                                OptionalDouble.of(10))),
                List.copyOf(config.cameras().values()));
        assertEquals(Provider.SIMULATED, config.gpio().provider());
        assertEquals(
                List.of(
                        new LineConfig(
                                "lamp", Optional.of("0"), "17", true, Bias.PULL_UP, LineState.ACTIVE, LineState.ACTIVE),
                        new LineConfig(
                                "BELL",
                                Optional.of("pinctrl-rp1"),
                                "GPIO27",
                                false,
                                Bias.AS_IS,
                                LineState.INACTIVE,
                                LineState.INACTIVE),
                        LineConfig.unlisted("GPIO22")),
                List.copyOf(config.gpio().lines().values()));
        assertEquals(
                List.of(
                        new RuleConfig(
                                "someone",
                                new When("person", 0.6, Duration.ofMillis(300), List.of("porch", "clip")),
                                List.of(new GpioOutput(
                                        "lamp", Mode.PULSE, Duration.ofSeconds(2), Duration.ofSeconds(5))),
                                List.of()),
                        new RuleConfig(
                                "cat",
                                new When("cat", 0.5, Duration.ZERO, List.of("slides")),
                                List.of(new GpioOutput(
                                        "gpiochip0/18", Mode.HOLD, Duration.ofMillis(500), Duration.ofMinutes(1))),
                                List.of())),
                List.copyOf(config.rules().values()));
    }

    @Test
    void outputsAndInputsAreMapped() throws IOException {
        Config config = read("""
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                gpio:
                  inputs:
                    BELL:
                    door: { chip: 0, line: 5, active-low: true, bias: pull-up, debounce: 50ms, on-active: arm, on-inactive: disarm }
                    pir: { line: GPIO6, debounce: 0s, on-active: burst, on-inactive: toggle, burst: 30s, camera: [porch] }
                rules:
                  blink: { when: { label: cat }, gpio: { line: GPIO1, mode: blink, on: 100ms, off: 2s, priority: -3 } }
                  dim: { when: { label: cat }, gpio: { line: GPIO2, mode: pwm, frequency: 25.5, duty: 0.125 } }
                  off: { when: { label: cat }, gpio: { line: GPIO1, mode: hold, hold: 1s, state: inactive, priority: 7 } }
                """).config();
        assertEquals(
                List.of(
                        InputConfig.of("BELL"),
                        new InputConfig(
                                "door",
                                Optional.of("0"),
                                "5",
                                true,
                                Bias.PULL_UP,
                                Duration.ofMillis(50),
                                Optional.of(InputConfig.Action.ARM),
                                Optional.of(InputConfig.Action.DISARM),
                                InputConfig.DEFAULT_BURST,
                                List.of()),
                        new InputConfig(
                                "pir",
                                Optional.empty(),
                                "GPIO6",
                                false,
                                Bias.AS_IS,
                                Duration.ZERO,
                                Optional.of(InputConfig.Action.BURST),
                                Optional.of(InputConfig.Action.TOGGLE),
                                Duration.ofSeconds(30),
                                List.of("porch"))),
                List.copyOf(config.gpio().inputs().values()));
        Duration pulse = Duration.ofMillis(500);
        Duration hold = Duration.ofSeconds(5);
        assertEquals(
                List.of(
                        new GpioOutput(
                                "GPIO1",
                                Mode.BLINK,
                                pulse,
                                hold,
                                new RuleConfig.Blink(Duration.ofMillis(100), Duration.ofSeconds(2)),
                                RuleConfig.Pwm.DEFAULT,
                                LineState.ACTIVE,
                                -3),
                        new GpioOutput(
                                "GPIO2",
                                Mode.PWM,
                                pulse,
                                hold,
                                RuleConfig.Blink.DEFAULT,
                                new RuleConfig.Pwm(25.5, 0.125),
                                LineState.ACTIVE,
                                0),
                        new GpioOutput(
                                "GPIO1",
                                Mode.HOLD,
                                pulse,
                                Duration.ofSeconds(1),
                                RuleConfig.Blink.DEFAULT,
                                RuleConfig.Pwm.DEFAULT,
                                LineState.INACTIVE,
                                7)),
                config.rules().values().stream()
                        .flatMap(rule -> rule.gpio().stream())
                        .toList());
    }

    @Test
    void defaultsOfFilesAndFolders() throws IOException {
        Config config = read("""
                cameras:
                  clip: { source: "file:./front door.mp4" }
                  slides: { source: "dir://%s/images/" }
                  fast: { source: "dir:images?pace=fast" }
                """.formatted(folder)).config();
        assertEquals(
                new VideoFile("file:./front door.mp4", folder.resolve("front door.mp4"), true, Pace.REALTIME),
                config.cameras().get("clip").source());
        assertEquals(
                new ImageFolder(
                        "dir://%s/images/".formatted(folder), folder.resolve("images"), OptionalDouble.of(1), true),
                config.cameras().get("slides").source());
        assertEquals(
                new ImageFolder("dir:images?pace=fast", folder.resolve("images"), OptionalDouble.empty(), true),
                config.cameras().get("fast").source());
    }

    @Test
    void aCommandIsTakenAsItStands() throws IOException {
        String uri = "exec:grab 'a?b&c' | tee #1 100%#format=yuv420&size=640x480";
        Config config =
                read("cameras: { csi: { source: \"%s\" } }".formatted(uri)).config();
        assertEquals(
                new Command(
                        uri,
                        "grab 'a?b&c' | tee #1 100%",
                        folder,
                        StreamFormat.YUV420,
                        Optional.of(new Size(640, 480))),
                config.cameras().get("csi").source());
    }

    @Test
    void emptySectionsHaveTheirDefaults() throws IOException {
        Config config = read("""
                http:
                model: {}
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                gpio:
                rules:
                """).config();
        assertEquals(8080, config.http().port());
        assertEquals(Map.of(), config.rules());
    }

    @Test
    void aSourceOfTheCommandLineStartsAtTheWorkingDirectory() {
        Path here = Path.of("").toAbsolutePath();
        assertEquals(
                new ImageFolder("dir:.", here, OptionalDouble.of(1), true), ConfigFile.source("--camera", "dir:."));
    }

    @Test
    void aModelWithoutSlashIsANameAndElseAPath() throws IOException {
        assertEquals("yolox-nano", model("yolox-nano"));
        assertEquals(folder.toString(), model("."));
        assertEquals(folder.resolve("yolox").toString(), model("./yolox"));
        assertEquals("/opt/models/yolox", model("/opt/models/yolox"));
    }

    @Test
    void labelsOfRulesAreCheckedAgainstTheModel() throws IOException {
        LoadedConfig loaded = read("""
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                rules:
                  door:
                    when: { label: persn }
                    gpio: { line: GPIO17 }
                  cat:
                    when: { label: cat }
                    gpio: { line: GPIO18 }
                """);
        loaded.verifyLabels("test", List.of("persn", "cat"));
        var e = assertThrows(
                InvalidDocumentException.class,
                () -> loaded.verifyLabels("nanodet-g", List.of("person", "cat", "dog")));
        assertEquals(
                loaded.file() + ":4:20: rules.door.when.label: \"persn\" is not a label of model \"nanodet-g\"; did you"
                        + " mean \"person\"? (known: person, cat, dog)",
                e.getMessage());
    }

    @Test
    void aLabelInAListHasAPlaceOfItsOwn() throws IOException {
        LoadedConfig loaded = read("""
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                rules:
                  door:
                    when: { label: [cat, persn] }
                    gpio: { line: GPIO17 }
                """);
        var e = assertThrows(
                InvalidDocumentException.class, () -> loaded.verifyLabels("nanodet-g", List.of("person", "cat")));
        assertEquals(
                loaded.file() + ":4:26: rules.door.when.label[1]: \"persn\" is not a label of model \"nanodet-g\";"
                        + " did you mean \"person\"? (known: person, cat)",
                e.getMessage());
    }

    private String model(String path) throws IOException {
        return read("""
                model: { path: %s }
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                """.formatted(path)).config().model().path();
    }

    private LoadedConfig read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("edge-infer.yaml"), text), Secrets.of(Map.of()));
    }
}
