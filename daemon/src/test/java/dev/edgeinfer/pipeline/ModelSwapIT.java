package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.repository.BundleFolder;
import dev.edgeinfer.repository.Choice;
import dev.edgeinfer.repository.Configured;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.repository.Models;
import dev.edgeinfer.repository.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real model takes the place of the real model, with a real trial, while a camera and a client want it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ModelSwapIT {

    private static final Duration AMPLE = Duration.ofMinutes(5);
    private static final double FPS = 10;

    @TempDir
    Path directory;

    private final ConcurrentLinkedQueue<Long> published = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> inferences = new ConcurrentLinkedQueue<>();

    private static final class Cameras implements Stage {

        private volatile Pipeline pipeline;

        @Override
        public Optional<byte[]> picture() {
            return Optional.empty();
        }

        @Override
        public void use(Supplier<Detector> next, Runnable done) {
            try {
                assertTrue(pipeline.use(next.get(), AMPLE));
                done.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void detectionGoesOnThroughTheChangeAndSoDoRequests() throws Exception {
        var folder = new BundleFolder(directory)
                .copy(Path.of("../models/nanodet-g"), "before")
                .copy(Path.of("../models/nanodet-g"), "after");
        var configured = new Configured(
                new ModelConfig("before", 1, Optional.empty(), Optional.empty()),
                ModelBundle.open("before", folder.path()),
                _ -> {},
                0);
        var cameras = new Cameras();
        var camera = new CameraConfig(
                "demo",
                ConfigFile.source("test", Path.of("demo/demo.mp4").toUri().toString()),
                OptionalDouble.of(FPS));
        try (var models = new Models(folder.path(), Optional.empty(), cameras, () -> {}, () -> {});
                Soak soak = new Soak()) {
            Choice choice = models.choose(configured);
            models.adopt(choice);
            try (var pipeline = new Pipeline(List.of(camera), choice.detector(), FrameSources::open, _ -> {})) {
                cameras.pipeline = pipeline;
                pipeline.bus().listen((_, frame) -> {
                    published.add(System.nanoTime());
                    inferences.add(frame.timing().inferenceNanos());
                });
                pipeline.start();
                await().atMost(AMPLE).until(() -> published.size() > 3 * FPS);
                double usual = longestGapMillis();
                published.clear();
                soak.keptTime();
                var asked = new AtomicInteger();
                var stop = new CompletableFuture<Void>();
                var client = CompletableFuture.runAsync(() -> {
                    while (!stop.isDone()) {
                        ask(models, pipeline);
                        asked.incrementAndGet();
                        int seen = published.size();
                        await().atMost(AMPLE).until(() -> published.size() > seen || stop.isDone());
                    }
                });

                models.activate("after");

                await().atMost(AMPLE).until(() -> published.size() > 3 * FPS);
                stop.complete(null);
                client.get();
                boolean keptTime = soak.keptTime();
                double gap = longestGapMillis();
                double inference =
                        inferences.stream().mapToLong(Long::longValue).max().orElseThrow() / 1e6;
                System.out.printf(
                        "MEASURED change of a model: longest gap %.0f ms, before it %.0f ms, longest inference %.0f"
                                + " ms, interval %.0f ms, %d requests meanwhile; machine %s%n",
                        gap, usual, inference, 1000 / FPS, asked.get(), keptTime ? "on time" : "busy");

                assertEquals("after", models.status().active());
                assertEquals(
                        0L, pipeline.reports().getFirst().camera().dropped().get(DropReason.DETECTOR_FAILED));
                assertTrue(asked.get() > 0, "a client was served");
                if (keptTime) {
                    double bound = 1000 / FPS + inference + 100;
                    assertTrue(gap <= bound, () -> "%.0f ms without a detection, %.0f may be".formatted(gap, bound));
                }
            }
        }
    }

    private static void ask(Models models, Pipeline pipeline) {
        try (Lease lease = models.active();
                Scalar grey = new Scalar(114, 114, 114, 0);
                Mat picture = new Mat(480, 640, opencv_core.CV_8UC3, grey)) {
            pipeline.requests().run(() -> lease.detector().detect(picture), AMPLE, () -> false);
        } catch (RequestRefusedException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private double longestGapMillis() {
        long[] times = published.stream().mapToLong(Long::longValue).toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return longest / 1e6;
    }
}
