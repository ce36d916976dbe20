package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.Camera;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraStateLog;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.picture.AdjustedSource;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Detector;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cameras, inference loop and bus, put together: frames go in at one end, detection frames come out at the other.
 *
 * <p><b>Life cycle.</b> Subscribe to the {@link #bus}, {@link #start}, {@link #close}. The detector is the caller's, to
 * be closed after the pipeline.
 */
public final class Pipeline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final DetectionBus bus = new DetectionBus();
    private final LatestDetections latest = new LatestDetections();
    private final InferenceLoop loop;
    private final AbandonedThreads abandoned;
    private final Map<String, Feed> feeds = new LinkedHashMap<>();

    /** Of the cameras that have two streams the one that the detector does not look at. */
    private final Map<String, SnapshotStream> streams = new HashMap<>();

    private final Snapshots snapshots = new Snapshots(latest, streams, System::nanoTime);
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("camera-watch").daemon().factory());

    private record Feed(Camera camera, Lane lane) {}

    /** A pipeline that is the only one of its process. */
    public Pipeline(
            Collection<CameraConfig> cameras,
            Detector detector,
            Function<SourceConfig, FrameSource> opener,
            Consumer<CameraStatus> onCameraState) {
        this(cameras, CameraPolicy.DEFAULT, detector, opener, new AbandonedThreads(), onCameraState);
    }

    /**
     * @param cameras names must differ
     * @param opener opens a source; {@code FrameSources::open}, or a fake
     * @param abandoned the count of the process, which outlives this pipeline
     * @param onCameraState hears of every change of a camera's state, on threads of the pipeline; must return quickly
     */
    public Pipeline(
            Collection<CameraConfig> cameras,
            CameraPolicy policy,
            Detector detector,
            Function<SourceConfig, FrameSource> opener,
            AbandonedThreads abandoned,
            Consumer<CameraStatus> onCameraState) {
        this.abandoned = abandoned;
        loop = new InferenceLoop(detector, bus);
        bus.listen(latest);
        bus.listen((_, detections) ->
                Optional.ofNullable(streams.get(detections.camera())).ifPresent(stream -> stream.saw(detections)));
        bus.onStill(camera ->
                Optional.ofNullable(streams.get(camera)).ifPresent(stream -> stream.still(System.nanoTime())));
        var streamLog = new CameraStateLog();
        for (CameraConfig config : cameras) {
            Lane lane = loop.register(config);
            Camera camera = new Camera(
                    config.name(),
                    () -> AdjustedSource.of(opener.apply(config.detected()), config.picture()),
                    lane.slot(),
                    policy,
                    MonotonicClock.SYSTEM,
                    abandoned,
                    status -> {
                        if (status.state().isLost()) {
                            lane.refresh();
                        }
                        onCameraState.accept(status);
                    });
            if (config.detectSource().isPresent()) {
                streams.put(
                        config.name(),
                        new SnapshotStream(config, policy, MonotonicClock.SYSTEM, opener, abandoned, streamLog));
            }
            if (feeds.put(config.name(), new Feed(camera, lane)) != null) {
                throw new IllegalArgumentException("two cameras are named \"%s\"".formatted(config.name()));
            }
        }
    }

    public void start() {
        loop.start();
        feeds.values().forEach(feed -> feed.camera().start());
        streams.values().forEach(SnapshotStream::start);
        watch.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
    }

    private void watch() {
        feeds.values().forEach(feed -> watch(feed.camera()));
        streams.values().forEach(stream -> watch(stream.camera()));
    }

    /** Whatever happens to one camera, the others are watched, and so is this one next time. */
    private static void watch(Camera camera) {
        try {
            camera.watch();
        } catch (RuntimeException | Error e) {
            LOG.error("camera \"{}\" could not be watched; it is tried again", camera.name(), e);
        }
    }

    /** Whether frames are turned into detections: from {@link #start} to {@link #close}, unless the loop has died. */
    public boolean isRunning() {
        return loop.isRunning();
    }

    /**
     * Why a new process is needed: no frame will be turned into detections any more, whatever the cameras do, or calls into
     * sources hang that cannot be borne any longer; empty: neither is so. A full stream that does not come back is no
     * reason while the detector has the smaller one.
     */
    public Optional<String> obstacle() {
        return obstacle(System.nanoTime());
    }

    Optional<String> obstacle(long nowNanos) {
        if (!loop.isRunning()) {
            return Optional.of("the inference loop does not run");
        }
        return loop.stuckFor(nowNanos)
                .map(time -> "an inference has not ended for %d s".formatted(time.toSeconds()))
                .or(() -> feeds.values().stream()
                        .flatMap(feed -> feed.camera().obstacle().stream())
                        .findFirst())
                .or(abandoned::obstacle);
    }

    /**
     * Has cameras detected at their full rate for a while: motion gating passes no picture over. A burst that lasts longer
     * already is not cut. Any thread may call.
     *
     * @param names names of the cameras; empty: all
     * @throws IllegalArgumentException when there is no camera of a name
     */
    public void burst(Duration time, Collection<String> names) {
        long until = System.nanoTime() + time.toNanos();
        for (String name : names.isEmpty() ? feeds.keySet() : names) {
            Feed feed = feeds.get(name);
            if (feed == null) {
                throw new IllegalArgumentException("no camera is named \"%s\"".formatted(name));
            }
            feed.lane().burst(until);
        }
    }

    public DetectionBus bus() {
        return bus;
    }

    public LatestDetections latest() {
        return latest;
    }

    /**
     * Has the next picture of a camera looked at even when nothing moves in it: for who acts on detections and has forgotten
     * them. Any thread may call; harmless for a camera that there is not, or that infers always.
     */
    public void refresh(String camera) {
        Optional.ofNullable(feeds.get(camera)).ifPresent(feed -> feed.lane().refresh());
    }

    /** The pictures that people are shown. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** As {@link InferenceLoop#use}: the cameras' next frames are looked at by another detector, the caller's as well. */
    public boolean use(Detector next, Duration patience) throws InterruptedException {
        return loop.use(next, patience);
    }

    /** What is asked of detectors beside the cameras. */
    public InferenceRequests requests() {
        return loop.requests();
    }

    /** One report a camera, in the order of the configuration. */
    public List<CameraReport> reports() {
        return feeds.values().stream().map(this::report).toList();
    }

    /** The report of one camera; empty when there is none of this name. */
    public Optional<CameraReport> report(String camera) {
        return Optional.ofNullable(feeds.get(camera)).map(this::report);
    }

    /** Stops the cameras together, then the loop, then the subscribers. */
    @Override
    public void close() {
        watch.shutdownNow();
        try (var closers = Executors.newVirtualThreadPerTaskExecutor()) {
            feeds.values().forEach(feed -> closers.submit(feed.camera()::close));
            streams.values().forEach(stream -> closers.submit(stream::close));
        }
        loop.close();
        bus.close();
        latest.close();
    }

    private CameraReport report(Feed feed) {
        OptionalLong captured = latest.latest(feed.camera().name()).stream()
                .mapToLong(DetectionFrame::capturedNanos)
                .findFirst();
        return new CameraReport(
                feed.camera().status(),
                feed.lane().status(),
                Optional.ofNullable(streams.get(feed.camera().name()))
                        .map(stream -> stream.camera().status()),
                captured.isPresent()
                        ? OptionalLong.of(System.nanoTime() - captured.getAsLong())
                        : OptionalLong.empty());
    }
}
