package dev.edgeinfer.http;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.config.edit.ConfigEditor;
import dev.edgeinfer.config.edit.ConfigSnapshot;
import dev.edgeinfer.config.edit.ConfigWish;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.RuleStatus;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.Configuration;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.http.state.ArmedDocument;
import dev.edgeinfer.http.state.CamerasDocument;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.http.state.GpioDocument;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.state.InfoDocument;
import dev.edgeinfer.http.state.ModelsDocument;
import dev.edgeinfer.http.state.Motion;
import dev.edgeinfer.http.state.RulesDocument;
import dev.edgeinfer.http.state.TracksDocument;
import dev.edgeinfer.metrics.Family;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.FakeDetector;
import dev.edgeinfer.pipeline.MotionStatus;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.track.LineCounts;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackState;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.ZoneOccupancy;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Values that do not change: a camera "porch" with a frame, a camera "yard" without. */
public final class CannedSources implements ApiSources {

    static final byte[] PICTURE = {1, 2, 3};
    static final byte[] PICTURE_WITH_BOXES = {1, 2, 3, 4};

    private static final Instant CAPTURED_AT = Instant.parse("2026-11-24T07:00:00.123456Z");
    private static final long CAPTURED_NANOS = 5_000_000_000L - 41_200_000;

    /** The person has a track since two seconds, the cat one that is not confirmed. */
    private static final TrackedFrame TRACKED = new TrackedFrame(
            "porch",
            1234,
            CAPTURED_AT,
            CAPTURED_NANOS,
            640,
            480,
            List.of(
                    new Track(
                            7,
                            "person",
                            0,
                            0.875f,
                            0.91234567f,
                            "person",
                            0.95f,
                            new Box(11, 21.5f, 100, 200),
                            TrackState.ACTIVE,
                            false,
                            CAPTURED_NANOS - 2_000_000_000,
                            CAPTURED_NANOS,
                            20,
                            0,
                            List.of("step")),
                    new Track(
                            9,
                            "cat",
                            15,
                            0.5f,
                            0.5f,
                            "cat",
                            0.5f,
                            new Box(1, 2, 3, 4),
                            TrackState.TENTATIVE,
                            false,
                            CAPTURED_NANOS,
                            CAPTURED_NANOS,
                            1,
                            1,
                            List.of())),
            List.of(),
            List.of(),
            List.of(new ZoneOccupancy("step", Map.of("person", 1))),
            List.of(new LineCounts("gate", Map.of("person", 3L), Map.of())));

    /** Those of a test that changes nothing about them. */
    public static Supplier<ApiSources> supplied() {
        var sources = new CannedSources();
        return () -> sources;
    }

    /** Where events are kept; a test that asks for some puts it there. */
    volatile Store store;

    /** What infers; a test that asks for that puts it there. */
    public volatile OnDemand onDemand;
    /** What the feed tells. */
    final LiveFeed feed = new LiveFeed(CAPTURED_AT);

    /** The newest frame of the porch. */
    volatile LivePicture picture = new LivePicture(1, CAPTURED_AT, PICTURE);

    /** How often it was made a picture of, by how that was to be. */
    final Map<PictureOptions, AtomicInteger> made = new ConcurrentHashMap<>();

    /** What snapshots were asked for. */
    final List<PictureOptions> snapshots = new CopyOnWriteArrayList<>();

    /** What the health says. */
    public volatile boolean ready = true;

    /** Thrown when the lines are asked for, unless null. */
    volatile RuntimeException failure;

    /** What the health waits for before it answers. */
    public volatile CountDownLatch held = new CountDownLatch(0);

    /** Rules that were tried. */
    final List<String> tested = new CopyOnWriteArrayList<>();

    /** Whether the rules run. */
    volatile boolean rulesRun = true;

    private final Armed armed =
            new Armed(new Armed.State(true, CAPTURED_AT, "default"), InstantSource.fixed(CAPTURED_AT.plusSeconds(1)));

    @Override
    public RulesDocument rules() {
        var when = new RuleConfig.When("person", 0.6, Duration.ofMillis(300), List.of("porch"));
        var config = new RuleConfig(
                "visitor",
                when,
                Duration.ofSeconds(10),
                Optional.of(new RuleConfig.Rate(10, Duration.ofHours(1))),
                List.of(new RuleConfig.GpioOutput(
                        "GPIO17", RuleConfig.Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5))),
                List.of("bell"));
        var status =
                new RuleStatus("visitor", List.of("GPIO17"), true, true, CAPTURED_AT, Optional.of(CAPTURED_AT), 2, 1);
        return new RulesDocument(
                List.of(RulesDocument.Rule.of(config, rulesRun ? Optional.of(status) : Optional.empty())));
    }

    @Override
    public void testRule(String rule, String by) {
        tested.add(rule + " by " + by);
    }

    @Override
    public ArmedDocument armed() {
        return ArmedDocument.of(armed.state());
    }

    @Override
    public void arm(boolean wanted, String by) {
        armed.set(wanted, by);
    }

    @Override
    public DetectionsDocument detections() {
        long now = 5_000_000_000L;
        var frame = new DetectionFrame(
                "porch",
                1234,
                CAPTURED_AT,
                CAPTURED_NANOS,
                640,
                480,
                List.of(
                        new Detection("person", 0, 0.91234567f, new Box(10, 20.5f, 100, 200)),
                        new Detection("cat", 15, 0.5f, new Box(1, 2, 3, 4))),
                new Timing(600_000, 5_900_000, 400_000));
        return new DetectionsDocument(List.of(
                DetectionsDocument.Camera.of(
                        "porch",
                        Optional.of(frame),
                        Optional.of(TRACKED),
                        DetectionsDocument.Rate.of(OptionalDouble.of(10), 9.9812, 29.97),
                        "running",
                        Optional.of(new MotionStatus(true, 0.87346)),
                        now),
                DetectionsDocument.Camera.of(
                        "yard",
                        Optional.empty(),
                        Optional.empty(),
                        DetectionsDocument.Rate.of(OptionalDouble.empty(), 0, 0),
                        "retrying",
                        Optional.empty(),
                        now)));
    }

    @Override
    public TracksDocument tracks() {
        return new TracksDocument(List.of(
                TracksDocument.Camera.of("porch", true, Optional.of(TRACKED)),
                TracksDocument.Camera.of("yard", false, Optional.empty())));
    }

    @Override
    public HealthDocument health() {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new HealthDocument(
                ready ? "ok" : "down",
                ready,
                ready,
                List.of(),
                new HealthDocument.Model("nanodet-g", "detect", "int8", "/models/nanodet-g", 1),
                List.of(new HealthDocument.Camera(
                        "porch",
                        "running",
                        Instant.EPOCH,
                        null,
                        10,
                        9,
                        Map.of(),
                        41.2,
                        new HealthDocument.Ages(38, 44.5, 51),
                        0,
                        0,
                        new Motion("moving", 0.25),
                        null)),
                List.of(),
                List.of(),
                new HealthDocument.Storage("/var/lib/edge-infer", 4096L, "ok"),
                new HealthDocument.Events(3, 4096, Map.of("mqtt", 2L), Map.of("mqtt", 0L), 0, null),
                List.of(new HealthDocument.Webhook(
                        "phone", "https://hooks.example.org", "closed", 0, 5, 1, 0, 0, null, null)),
                null);
    }

    @Override
    public GpioDocument gpio() {
        if (failure != null) {
            throw failure;
        }
        return new GpioDocument(List.of(
                new GpioDocument.Line(
                        "GPIO17",
                        "pinctrl-rp1",
                        17,
                        "output",
                        1,
                        "simulated",
                        "steady",
                        null,
                        new GpioDocument.Override(1, Instant.parse("2026-11-24T07:01:00Z"), "http")),
                new GpioDocument.Line("chip/2", "pinctrl-rp1", 2, "output", 0, "simulated", "blink", "visitor", null),
                new GpioDocument.Line("DOOR", "pinctrl-rp1", 3, "input", 0, "simulated", null, null, null),
                new GpioDocument.Line("PIR", "pinctrl-rp1", 4, "input", 0, "chardev", null, null, null)));
    }

    /** What was asked of lines, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public void override(String line, boolean active, Optional<Duration> timeout, String by) {
        asked.add("override %s %s %s by %s".formatted(line, active, timeout.map(Duration::toMillis), by));
    }

    @Override
    public void release(String line, String by) {
        asked.add("release " + line + " by " + by);
    }

    @Override
    public void simulate(String line, boolean active) {
        asked.add("simulate %s %s".formatted(line, active));
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public OnDemand onDemand() {
        return onDemand;
    }

    @Override
    public List<String> cameras() {
        return List.of("porch", "yard");
    }

    @Override
    public CamerasDocument cameraList() {
        return new CamerasDocument(List.of(new CamerasDocument.Camera(
                "porch",
                "running",
                CAPTURED_AT.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                "rtsp",
                null,
                new SizeDocument(640, 480),
                DetectionsDocument.Rate.of(OptionalDouble.of(10), 9.9812, 29.97),
                41.2,
                List.of(),
                List.of(),
                CamerasDocument.Links.of("porch"))));
    }

    @Override
    public Optional<byte[]> snapshot(String camera, PictureOptions options) {
        snapshots.add(options);
        return camera.equals("porch") ? Optional.of(options.boxes() ? PICTURE_WITH_BOXES : PICTURE) : Optional.empty();
    }

    @Override
    public Optional<LivePicture> picture(String camera, PictureOptions options, OptionalLong known) {
        LivePicture newest = picture;
        if (newest == null || !camera.equals("porch") || known.equals(OptionalLong.of(newest.sequence()))) {
            return Optional.empty();
        }
        made.computeIfAbsent(options, _ -> new AtomicInteger()).incrementAndGet();
        return Optional.of(newest);
    }

    @Override
    public List<MetricSnapshot> metrics() {
        return List.of(Family.gauge("camera_running", "Whether a camera delivers frames.")
                .add(1, "camera", "porch")
                .snapshot());
    }

    @Override
    public ModelsDocument models() {
        return ModelsDocument.of(new FakeModels(new FakeDetector()).status());
    }

    @Override
    public InfoDocument info() {
        return new InfoDocument(
                "1.0",
                new InfoDocument.Versions("1.5.1", "25", "4.5.0", "4.13.0", "8.0.1"),
                "Raspberry Pi 5 Model B Rev 1.0",
                "aarch64",
                4,
                List.of("XnnpackBackend"),
                345,
                new HealthDocument.Model("nanodet-g", "detect", "int8", "/models/nanodet-g", 1));
    }

    @Override
    public LiveFeed feed() {
        return feed;
    }

    /** There is no file, and none is written. */
    @Override
    public Configuration configuration() {
        var editor = new ConfigEditor(Path.of("no-such-folder", "edge-infer.yaml"), Secrets.of(Map.of()));
        return new Configuration() {
            @Override
            public ConfigSnapshot read() {
                return editor.read();
            }

            @Override
            public Verdict check(ConfigWish wish) {
                return new Verdict(List.of(), List.of(), List.of());
            }

            @Override
            public Change apply(Predicate<String> isExpected, ConfigWish wish) {
                throw new StaleConfigException(editor.read().version());
            }
        };
    }
}
