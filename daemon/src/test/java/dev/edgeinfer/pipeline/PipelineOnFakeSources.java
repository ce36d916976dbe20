package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A pipeline whose cameras and detector are fakes; each test opens it with the cameras that it wants. */
abstract class PipelineOnFakeSources {

    final Map<String, FrameSource> sources = new HashMap<>();
    final FakeDetector detector = new FakeDetector();
    final List<CameraStatus> states = new CopyOnWriteArrayList<>();
    final List<DetectionFrame> seen = new CopyOnWriteArrayList<>();
    Pipeline pipeline;

    @BeforeAll
    static void pollOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void closePipeline() {
        pipeline.close();
    }

    FakeSource camera(String name, Delivery delivery) {
        FakeSource source = new FakeSource(delivery);
        sources.put(name, source);
        return source;
    }

    void start(String... names) {
        start(IntStream.range(0, names.length)
                .mapToObj(i -> unlimited(names[i]))
                .toArray(CameraConfig[]::new));
    }

    void start(CameraConfig... cameras) {
        pipeline = build(cameras);
        pipeline.start();
    }

    Pipeline build(CameraConfig... cameras) {
        return build(CameraPolicy.DEFAULT, cameras);
    }

    Pipeline build(CameraPolicy policy, CameraConfig... cameras) {
        Pipeline built = new Pipeline(
                List.of(cameras),
                policy,
                detector,
                source -> sources.get(source.uri()),
                new AbandonedThreads(),
                states::add);
        built.bus().listen((_, detections) -> seen.add(detections));
        return built;
    }

    static CameraConfig unlimited(String name) {
        return new CameraConfig(name, config(name), OptionalDouble.empty());
    }

    static SourceConfig config(String name) {
        return new SourceConfig.VideoFile(name, Path.of(name), false, Pace.FAST);
    }

    CameraReport report(String camera) {
        return pipeline.report(camera).orElseThrow();
    }

    static long dropped(CameraReport report) {
        return report.camera().dropped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    static void awaitUninterrupted(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("waited for 60 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
