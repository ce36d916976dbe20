package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.file.TestVideos;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.ConfigFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight files as eight cameras: every build for some seconds, by hand with {@code -Dedge-infer.soak-seconds=600} for ten
 * minutes. What the process holds must not grow, whatever else the machine does; rates and ages are judged where the
 * machine had time for them.
 */
class EightCamerasIT {

    private static final int CAMERAS = 8;
    private static final int SOURCE_FPS = 10;
    private static final double TARGET_FPS = 5;
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void eachGetsItsRateAndNothingGrows() {
        Path clip = TestVideos.video(folder.resolve("clip.mp4"), 320, 240, SOURCE_FPS, 40);
        List<CameraConfig> cameras = IntStream.range(0, CAMERAS)
                .mapToObj(i -> new CameraConfig(
                        "camera-" + i,
                        ConfigFile.source("test", clip.toUri().toString()),
                        OptionalDouble.of(TARGET_FPS)))
                .toList();
        try (Soak soak = new Soak();
                Pipeline pipeline = new Pipeline(cameras, new FakeDetector(), FrameSources::open, _ -> {})) {
            Queue<Long> ages = new ConcurrentLinkedQueue<>();
            pipeline.bus().listen((_, seen) -> ages.add(System.nanoTime() - seen.capturedNanos()));
            pipeline.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> least(pipeline) > 4 * TARGET_FPS);
            Soak.Resources before = Soak.Resources.now();
            Map<String, Long> detectedBefore = Soak.detected(pipeline);
            soak.keptTime();
            ages.clear();
            long began = System.nanoTime();
            Duration length = Soak.length(Duration.ofSeconds(15));

            await().atMost(length.plusMinutes(1))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> System.nanoTime() - began >= length.toNanos());

            long[] sorted = ages.stream().mapToLong(Long::longValue).sorted().toArray();
            double p99Millis = sorted[Math.ceilDiv(sorted.length * 99, 100) - 1] / 1e6;
            boolean keptTime = soak.keptTime();
            double seconds = (System.nanoTime() - began) / 1e9;
            Map<String, Long> detectedAfter = Soak.detected(pipeline);
            detectedAfter.replaceAll((camera, count) -> count - detectedBefore.get(camera));
            Soak.Resources after = Soak.Resources.now();
            System.out.printf(
                    "%.0f s of %d cameras: %s detections, p99 of ages %.0f ms, machine %s; %s, then %s%n",
                    seconds, CAMERAS, detectedAfter.values(), p99Millis, keptTime ? "on time" : "busy", before, after);

            assertNothingGrew(before, after);
            assertFair(detectedAfter);
            pipeline.reports().forEach(EightCamerasIT::assertOnlyPacingDrops);
            if (Soak.isMeasured() && keptTime) {
                detectedAfter.values().forEach(count -> assertEquals(TARGET_FPS, count / seconds, 0.05 * TARGET_FPS));
                double bound = 1000.0 / SOURCE_FPS + 50;
                assertTrue(p99Millis < bound, () -> "the p99 of ages is %.0f ms".formatted(p99Millis));
            }
        }
    }

    private static void assertNothingGrew(Soak.Resources before, Soak.Resources after) {
        assertTrue(after.threads() <= before.threads() + 2, () -> before + " became " + after);
        assertTrue(after.descriptors() <= before.descriptors() + 2, () -> before + " became " + after);
        assertTrue(after.nativeBytes() <= before.nativeBytes() + 4 * MEGABYTE, () -> before + " became " + after);
        assertTrue(after.residentBytes() <= before.residentBytes() + 64 * MEGABYTE, () -> before + " became " + after);
    }

    /** Whatever the machine gave, it gave all alike. */
    private static void assertFair(Map<String, Long> detected) {
        long most = detected.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        long least = detected.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        assertTrue(least >= 0.8 * most - 2, detected::toString);
    }

    private static void assertOnlyPacingDrops(CameraReport report) {
        Set<DropReason> fine = Set.of(DropReason.PACING, DropReason.SUPERSEDED);
        report.camera()
                .dropped()
                .forEach((reason, count) -> assertTrue(count == 0 || fine.contains(reason), report::toString));
    }

    private static long least(Pipeline pipeline) {
        return pipeline.reports().stream()
                .mapToLong(report -> report.loop().detected())
                .min()
                .orElseThrow();
    }
}
