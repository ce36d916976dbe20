package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.RetryPolicy;
import dev.edgeinfer.camera.file.TestVideos;
import dev.edgeinfer.camera.network.MjpegPeer;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.SourceConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven cameras of seven kinds, one fault after the other: in every build for about a minute, by hand with
 * {@code -Dedge-infer.soak-seconds=1800} for half an hour. After each fault the camera comes back by itself, and meanwhile
 * the others go on: at their rates ± 5 % where the machine had time for that. In the end nothing hangs and nothing has
 * grown.
 */
class FaultSoakIT {

    private static final double TARGET_FPS = 4;

    /** How long a fault lasts: long enough for every deadline, and for a rate to be measured to 5 %. */
    private static final Duration FAULT = Duration.ofSeconds(12);

    /** Between two pictures of the camera on the network. */
    private static final Duration PEER_INTERVAL = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A tenth of the usual deadlines or so, since the faults here are short. */
    private static final CameraPolicy POLICY = new CameraPolicy(
            new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(2), 0.25, Duration.ofSeconds(2)),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(7),
            Duration.ofSeconds(2),
            6,
            4);

    @TempDir
    Path folder;

    private enum Mood {
        WELL,
        SILENT,
        HANGS_UP,
        HALVES
    }

    private volatile Mood mood = Mood.WELL;
    private final MjpegPeer peer = new MjpegPeer((_, out) -> serve(out));
    private final Map<String, FaultySource.Behaviour> behaviours = new HashMap<>();
    private final List<CameraConfig> cameras = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    /**
     * What happens to a camera.
     *
     * @param begins does it
     * @param ends undoes it, so that the camera can come back by itself
     */
    private record Fault(String camera, String name, Deed begins, Deed ends) {}

    @BeforeEach
    void setUp() throws IOException {
        Path clip = TestVideos.video(folder.resolve("clip.mp4"), 160, 120, 10, 30);
        Path original = Files.copy(clip, folder.resolve("original.mp4"));
        Path jpegs = TestVideos.jpegs(Files.createDirectories(folder.resolve("images")), 64, 48, 4);
        Path jpeg = Files.copy(jpegs.resolve("0.jpg"), folder.resolve("still.jpg"));

        camera(
                "raw",
                "exec:: raw-%s; while head -c 3072 /dev/zero; do sleep 0.1; done#format=gray&size=64x48"
                        .formatted(folder));
        process("raw");
        camera(
                "encoded",
                "exec:: encoded-%s; while cat %s/*.jpg; do sleep 0.2; done#format=mjpeg".formatted(folder, jpegs));
        process("encoded");
        camera("clip", clip.toUri().toString());
        faults.add(new Fault(
                "clip",
                "file cut off",
                () -> Files.write(clip, new byte[0]),
                () -> Files.write(clip, Files.readAllBytes(original))));
        camera("images", "dir:%s?fps=10".formatted(jpegs));
        camera("still", "file:%s?fps=10".formatted(jpeg));
        camera("network", peer.uri("/stream"));
        for (Mood mood : List.of(Mood.SILENT, Mood.HANGS_UP, Mood.HALVES)) {
            faults.add(new Fault("network", "peer is " + mood, () -> this.mood = mood, () -> this.mood = Mood.WELL));
        }
        camera("pattern", "test://pattern?size=160x120&fps=10");
        for (String name : List.of("images", "still", "pattern", "clip")) {
            FaultySource.Behaviour behaviour = behaviours.get(name);
            faults.add(new Fault(name, "driver hangs", behaviour::hang, behaviour::heal));
            faults.add(new Fault(name, "driver throws", behaviour::fail, behaviour::heal));
            faults.add(new Fault(name, "garbage", behaviour::spoil, behaviour::heal));
        }
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    /** What the peer on the network does, until it is in another mood. */
    private void serve(OutputStream out) throws IOException, InterruptedException {
        byte[] jpeg = Files.readAllBytes(folder.resolve("still.jpg"));
        MjpegPeer.head(out);
        while (mood != Mood.HANGS_UP) {
            switch (mood) {
                case WELL -> MjpegPeer.picture(out, jpeg);
                case HALVES -> MjpegPeer.picture(out, Arrays.copyOf(jpeg, jpeg.length / 2));
                case SILENT, HANGS_UP -> {
                    // Nothing is said.
                }
            }
            Thread.sleep(PEER_INTERVAL);
        }
    }

    @Test
    void everyCameraComesBackAndTheOthersGoOn() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long end = System.nanoTime()
                + Soak.length(System.getenv("CI") == null ? Duration.ofSeconds(50) : Duration.ofMinutes(3))
                        .toNanos();
        AbandonedThreads abandoned = new AbandonedThreads();
        try (Soak soak = new Soak();
                Pipeline pipeline = new Pipeline(cameras, POLICY, new FakeDetector(), this::open, abandoned, _ -> {})) {
            pipeline.start();
            await().atMost(PATIENCE).until(() -> pipeline.reports().stream().allMatch(FaultSoakIT::isUp));
            Soak.Resources before = Soak.Resources.now();
            List<Fault> left = new ArrayList<>();
            int rounds = 0;
            do {
                if (left.isEmpty()) {
                    left.addAll(faults);
                    Collections.shuffle(left, random);
                }
                suffer(pipeline, soak, left.removeLast(), "seed " + seed);
                rounds++;
            } while (System.nanoTime() - end < 0);

            await().atMost(PATIENCE).until(() -> abandoned.count() == 0);
            assertEquals(Optional.empty(), pipeline.obstacle());
            Soak.Resources after = Soak.Resources.now();
            System.out.printf("%d faults (seed %d); %s, then %s%n", rounds, seed, before, after);
            assertTrue(after.threads() <= before.threads() + 3, () -> before + " became " + after);
            assertTrue(after.descriptors() <= before.descriptors() + 4, () -> before + " became " + after);
            assertTrue(after.nativeBytes() <= before.nativeBytes() + (8 << 20), () -> before + " became " + after);
            // The compiler of the JVM alone takes some as it goes.
            assertTrue(after.residentBytes() <= before.residentBytes() + (48 << 20), () -> before + " became " + after);
        }
    }

    private void suffer(Pipeline pipeline, Soak soak, Fault fault, String seed) throws IOException {
        Map<String, Long> before = Soak.detected(pipeline);
        soak.keptTime();
        long began = System.nanoTime();
        fault.begins().run();
        try {
            await().atMost(FAULT.plusMinutes(1))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> System.nanoTime() - began >= FAULT.toNanos());
        } finally {
            fault.ends().run();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        boolean keptTime = soak.keptTime();
        Map<String, Long> after = Soak.detected(pipeline);
        assertOthersWentOn(fault, before, after, keptTime, seconds, seed);
        long reached = after.get(fault.camera()) + 5;
        await(fault + " is over, " + seed).atMost(PATIENCE).until(() -> {
            CameraReport report = pipeline.report(fault.camera()).orElseThrow();
            return report.camera().state() == CameraState.RUNNING
                    && report.loop().detected() >= reached;
        });
    }

    private static void assertOthersWentOn(
            Fault fault,
            Map<String, Long> before,
            Map<String, Long> after,
            boolean keptTime,
            double seconds,
            String seed) {
        Map<String, Double> rates = new HashMap<>();
        after.forEach((camera, count) -> rates.put(camera, (count - before.get(camera)) / seconds));
        String story = "%s of %s: fps %s, machine %s, %s"
                .formatted(fault.name(), fault.camera(), rates, keptTime ? "on time" : "busy", seed);
        System.out.println(story);
        rates.remove(fault.camera());
        rates.values().forEach(rate -> {
            if (Soak.isMeasured() && keptTime) {
                assertEquals(TARGET_FPS, rate, 0.05 * TARGET_FPS, story);
            } else {
                assertTrue(rate > 0, story);
            }
        });
    }

    private void camera(String name, String uri) {
        behaviours.put(name, new FaultySource.Behaviour());
        cameras.add(new CameraConfig(name, ConfigFile.source("test", uri), OptionalDouble.of(TARGET_FPS)));
    }

    private FrameSource open(SourceConfig config) {
        String name = cameras.stream()
                .filter(camera -> camera.source() == config)
                .findFirst()
                .orElseThrow()
                .name();
        return new FaultySource(FrameSources.open(config), behaviours.get(name));
    }

    private void process(String camera) {
        faults.add(new Fault(camera, "killed", () -> signal("KILL", camera), () -> {}));
        faults.add(new Fault(camera, "frozen", () -> signal("STOP", camera), () -> {}));
    }

    /** Sends a signal to the shell of a camera and what it has started. */
    private void signal(String signal, String camera) throws IOException {
        String mark = "%s-%s".formatted(camera, folder);
        ProcessHandle shell = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().stream().anyMatch(line -> line.contains(mark)))
                .findFirst()
                .orElseThrow();
        new ProcessBuilder("kill", "-" + signal, "--", "-" + shell.pid())
                .start()
                .onExit()
                .join();
    }

    private static boolean isUp(CameraReport report) {
        return report.camera().state() == CameraState.RUNNING && report.loop().detected() > 2 * TARGET_FPS;
    }
}
