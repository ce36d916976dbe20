package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.detect.DetectorException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private final Map<String, FakeSource> sources = new HashMap<>();
    private final FakeDetector detector = new FakeDetector();
    private final List<CameraStatus> states = new CopyOnWriteArrayList<>();
    private final List<DetectionFrame> seen = new CopyOnWriteArrayList<>();
    private Pipeline pipeline;

    @BeforeAll
    static void pollOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void closePipeline() {
        pipeline.close();
    }

    @Test
    void everyPictureOfASourceThatWaitsIsDetectedInOrder() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 200).forEach(source::picture);
        source.end();
        start("porch");
        await().until(() -> seen.size() == 200);

        for (int i = 0; i < 200; i++) {
            DetectionFrame frame = seen.get(i);
            assertEquals("porch", frame.camera());
            assertEquals(i + 1, frame.sequence());
            assertEquals(i, frame.detections().getFirst().labelId());
            assertEquals("8x6", frame.width() + "x" + frame.height());
        }
        CameraReport report = report("porch");
        assertEquals(200, report.loop().detected());
        assertEquals(200, report.camera().captured());
        assertEquals(0, dropped(report));
        assertTrue(report.ageNanos().orElseThrow() > 0);
        await().until(() -> report("porch").camera().state() == CameraState.ENDED);
    }

    @Test
    void busyModelSeesTheLatestPictureAndTheOthersAreCounted() {
        Semaphore permits = new Semaphore(0);
        detector.behind(permits);
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        start("porch");
        await().until(() -> detector.calls() == 1);

        IntStream.rangeClosed(2, 50).forEach(source::picture);
        await().until(() -> report("porch").camera().captured() == 50);
        permits.release(2);
        await().until(() -> seen.size() == 2);

        assertEquals(
                List.of(1L, 50L), seen.stream().map(DetectionFrame::sequence).toList());
        assertEquals(48L, report("porch").camera().dropped().get(DropReason.SUPERSEDED));
    }

    @Test
    void picturesThatTheTargetRateDoesNotWantAreCountedAsPacing() {
        FakeSource source = camera("porch", Delivery.LIVE);
        start(new CameraConfig("porch", config("porch"), OptionalDouble.of(0.001)));
        source.picture(1);
        await().until(() -> seen.size() == 1);

        IntStream.rangeClosed(2, 10).forEach(source::picture);
        await().until(() -> report("porch").camera().captured() == 10);
        await().until(() -> report("porch").camera().dropped().get(DropReason.PACING) == 8);
        assertEquals(1, detector.calls());
    }

    @Test
    void detectorThatFailsLosesThatFrameOnly() {
        detector.failing(call -> switch (call) {
            case 2 -> new DetectorException("nanodet-g: error 0x12", null);
            case 3 -> new IllegalStateException("a bug");
            default -> null;
        });
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 5).forEach(source::picture);
        start("porch");
        await().until(() -> seen.size() == 3);

        assertEquals(
                List.of(1L, 4L, 5L), seen.stream().map(DetectionFrame::sequence).toList());
        assertEquals(2L, report("porch").camera().dropped().get(DropReason.DETECTOR_FAILED));
        assertEquals(Optional.empty(), report("porch").loop().error());
    }

    @Test
    void lastFailureOfTheDetectorIsReported() {
        detector.failing(_ -> new DetectorException("nanodet-g: error 0x12", null));
        camera("porch", Delivery.LIVE).picture(1);
        start("porch");

        await().until(() -> report("porch").loop().error().equals(Optional.of("nanodet-g: error 0x12")));
        assertEquals(0, report("porch").loop().detected());
        assertTrue(report("porch").ageNanos().isEmpty());
    }

    @Test
    void slowAndFailingSubscribersCostTheOthersNothing() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 300).forEach(source::picture);
        pipeline = build(unlimited("porch"));
        Subscription stuck = pipeline.bus().subscribe("stuck", Backlog.QUEUE, _ -> awaitUninterrupted(never));
        Subscription broken = pipeline.bus().subscribe("broken", Backlog.QUEUE, _ -> {
            throw new IllegalStateException("a bug in a subscriber");
        });
        pipeline.bus().listen((_, _) -> {
            throw new IllegalStateException("a bug in a listener");
        });
        pipeline.start();

        await().until(() -> report("porch").loop().detected() == 300);
        await().until(() -> broken.failures() + broken.dropped() == 300);
        await().until(() -> stuck.dropped() >= 300 - 64 - 1);
        assertEquals(List.of(stuck, broken), pipeline.bus().subscriptions());
        assertEquals(300, seen.size());
        never.countDown();
    }

    @Test
    void errorOfAListenerDoesNotEndTheLoop() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 5).forEach(source::picture);
        pipeline = build(unlimited("porch"));
        pipeline.bus().listen((_, detections) -> {
            if (detections.sequence() == 2) {
                throw new StackOverflowError();
            }
        });
        pipeline.start();

        await().until(() -> report("porch").loop().detected() == 4);
        assertEquals(1L, report("porch").camera().dropped().get(DropReason.DETECTOR_FAILED));
    }

    @Test
    void closedSubscriptionHearsNothingMore() {
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        pipeline = build(unlimited("porch"));
        List<DetectionFrame> heard = new CopyOnWriteArrayList<>();
        Subscription subscription = pipeline.bus().subscribe("brief", Backlog.QUEUE, heard::add);
        pipeline.start();
        await().until(() -> heard.size() == 1);
        subscription.close();

        source.picture(2);
        await().until(() -> seen.size() == 2);
        assertEquals(1, heard.size());
        assertFalse(pipeline.bus().subscriptions().contains(subscription));
    }

    @Test
    void latestPixelsStayWhileTheyAreUsed() throws InterruptedException {
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        start("porch");
        await().until(() -> seen.size() == 1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        List<Integer> levels = new CopyOnWriteArrayList<>();
        Thread slow = Thread.ofPlatform().start(() -> pipeline.latest().withLatest("porch", (frame, detections) -> {
            levels.add((int) frame.image().data().get());
            entered.countDown();
            awaitUninterrupted(leave);
            levels.add((int) frame.image().data().get());
            levels.add(detections.detections().getFirst().labelId());
            return null;
        }));
        entered.await();
        for (int i = 2; i <= 40; i++) {
            source.picture(i);
            int expected = i;
            await().until(() -> seen.size() == expected);
        }
        leave.countDown();
        slow.join();

        assertEquals(List.of(1, 1, 1), levels);
        assertEquals(40, pipeline.latest().latest("porch").orElseThrow().sequence());
        assertTrue(pipeline.latest().withLatest("attic", (_, _) -> "x").isEmpty());
    }

    @Test
    void changesOfStateAreHeard() {
        camera("porch", Delivery.LIVE).picture(1).fail("unplugged");
        start("porch");

        await().until(() -> states.stream().anyMatch(status -> status.state() == CameraState.RETRYING));
        CameraStatus lost = states.stream()
                .filter(status -> status.state() == CameraState.RETRYING)
                .findFirst()
                .orElseThrow();
        assertEquals("porch", lost.camera());
        assertEquals(Optional.of("unplugged"), lost.error());
    }

    @Test
    void failingCameraCostsTheOthersNoFrame() {
        FakeSource healthy = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 100).forEach(healthy::picture);
        camera("attic", Delivery.LIVE).fail("no such camera");
        start("porch", "attic");

        await().until(() -> report("porch").loop().detected() == 100);
        assertEquals(CameraState.RETRYING, report("attic").camera().state());
        assertEquals(0.0, report("attic").loop().actualFps());
    }

    @Test
    void twoCamerasOfOneNameAreRefused() {
        camera("porch", Delivery.LIVE);
        pipeline = build(unlimited("porch"));
        assertThrows(IllegalArgumentException.class, () -> build(unlimited("porch"), unlimited("porch")));
    }

    @Test
    void closeReleasesEveryBuffer() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 50).forEach(source::picture);
        start("porch");
        await().until(() -> !seen.isEmpty());

        pipeline.close();
        pipeline.close();
        assertEquals(CameraState.STOPPED, report("porch").camera().state());
        assertTrue(pipeline.latest().latest("porch").isEmpty());
        assertTrue(source.isClosed());
    }

    private FakeSource camera(String name, Delivery delivery) {
        FakeSource source = new FakeSource(delivery);
        sources.put(name, source);
        return source;
    }

    private void start(String... names) {
        start(IntStream.range(0, names.length)
                .mapToObj(i -> unlimited(names[i]))
                .toArray(CameraConfig[]::new));
    }

    private void start(CameraConfig... cameras) {
        pipeline = build(cameras);
        pipeline.start();
    }

    private Pipeline build(CameraConfig... cameras) {
        Pipeline built = new Pipeline(List.of(cameras), detector, source -> sources.get(source.uri()), states::add);
        built.bus().listen((_, detections) -> seen.add(detections));
        return built;
    }

    private static CameraConfig unlimited(String name) {
        return new CameraConfig(name, config(name), OptionalDouble.empty());
    }

    private static SourceConfig config(String name) {
        return new SourceConfig.VideoFile(name, Path.of(name), false, Pace.FAST);
    }

    private CameraReport report(String camera) {
        return pipeline.report(camera).orElseThrow();
    }

    private static long dropped(CameraReport report) {
        return report.camera().dropped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("waited for 60 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
