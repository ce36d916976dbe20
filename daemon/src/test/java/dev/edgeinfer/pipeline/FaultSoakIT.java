package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.RetryPolicy;
import dev.edgeinfer.camera.file.TestVideos;
import dev.edgeinfer.camera.network.MjpegPeer;
import dev.edgeinfer.camera.network.RtspPeer;
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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Eight cameras of eight kinds, one fault after the other: in every build for about a minute, by hand with
 * {@code -Dedge-infer.soak-seconds=1800} for half an hour. Each fault takes hold; after it the camera comes back by itself,
 * and meanwhile the others go on: at their rates ± 5 %, with results no older than a frame and 50 ms, where the machine had
 * time for that, which in a run of that length it must have had for half of the faults. In the end nothing hangs and
 * nothing has grown.
 */
class FaultSoakIT {

    private static final double TARGET_FPS = 4;

    /** How long a fault lasts: long enough for every deadline, and for a rate to be measured to 5 %. */
    private static final Duration FAULT = Duration.ofSeconds(12);

    /** Between two pictures of the camera on the network. */
    private static final Duration PEER_INTERVAL = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * A frame interval and 50 ms: 99 of 100 results of a run are younger. Not judged of the commands of a
     * shell, which start a process for each picture: how long that takes is not among what is measured here.
     */
    private static final double OLDEST_MILLIS = 100 + 50;

    private static final Set<String> COMMANDS = Set.of("raw", "encoded");

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
    private final Map<String, Integer> losses = new ConcurrentHashMap<>();
    private final Map<String, Queue<Long>> ages = new ConcurrentHashMap<>();
    private final List<Long> judgedAges = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Optional<RtspPeer> rtsp = Optional.empty();

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

    /**
     * What became of it.
     *
     * @param keptTime whether the rest says something of the daemon
     * @param slowest pictures a second of the others, as is {@code fastest}
     * @param recoverySeconds from the end of the fault to the fifth result of its camera
     */
    private record Outcome(boolean keptTime, double slowest, double fastest, double recoverySeconds) {}

    @BeforeEach
    void setUp() throws IOException {
        Path clip = TestVideos.video(folder.resolve("clip.mp4"), 160, 120, 10, 30);
        Path original = Files.copy(clip, folder.resolve("original.mp4"));
        Path jpegs = TestVideos.jpegs(Files.createDirectories(folder.resolve("images")), 64, 48, 4);
        Path jpeg = Files.copy(jpegs.resolve("0.jpg"), folder.resolve("still.jpg"));

        camera(
                "raw",
                "exec:%s: raw-%s; while head -c 3072 /dev/zero; do sleep 0.1; done#format=gray&size=64x48"
                        .formatted(Soak.ownPriority(), folder));
        process("raw");
        camera(
                "encoded",
                "exec:%s: encoded-%s; while cat %s/*.jpg; do sleep 0.2; done#format=mjpeg"
                        .formatted(Soak.ownPriority(), folder, jpegs));
        process("encoded");
        camera("clip", clip.toUri().toString());
        faults.add(new Fault(
                "clip", "file cut off", () -> cutOff(clip), () -> Files.write(clip, Files.readAllBytes(original))));
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
        rtsp();
    }

    /** So short a clip stays in FFmpeg's buffer: it is missed when the file is opened anew. */
    private void cutOff(Path clip) throws IOException {
        int before = losses.getOrDefault("clip", 0);
        Files.write(clip, new byte[0]);
        FaultySource.Behaviour driver = behaviours.get("clip");
        driver.fail();
        await().until(() -> losses.getOrDefault("clip", 0) > before);
        driver.heal();
    }

    private void rtsp() {
        try {
            rtsp = Optional.of(RtspPeer.start("--size", "160x120"));
        } catch (TestAbortedException e) {
            System.out.println("the soak goes without RTSP: " + e.getMessage());
            return;
        }
        String port = Integer.toString(rtsp.get().port());
        camera("rtsp", "rtsp://127.0.0.1:" + port + "/test");
        faults.add(new Fault("rtsp", "server frozen", () -> rtsp.get().freeze(), () -> rtsp.get()
                .thaw()));
        faults.add(new Fault(
                "rtsp",
                "server gone",
                () -> rtsp.get().close(),
                () -> rtsp = Optional.of(RtspPeer.start("--size", "160x120", "--port", port))));
    }

    @AfterEach
    void closePeers() {
        peer.close();
        rtsp.ifPresent(RtspPeer::close);
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
                Pipeline pipeline =
                        new Pipeline(cameras, POLICY, new FakeDetector(), this::open, abandoned, this::heard)) {
            pipeline.bus().listen((_, seen) -> ages.computeIfAbsent(seen.camera(), _ -> new ConcurrentLinkedQueue<>())
                    .add(System.nanoTime() - seen.capturedNanos()));
            pipeline.start();
            await().atMost(PATIENCE).until(() -> pipeline.reports().stream().allMatch(FaultSoakIT::isUp));
            Soak.Resources before = Soak.Resources.now();
            List<Fault> left = new ArrayList<>();
            do {
                if (left.isEmpty()) {
                    left.addAll(faults);
                    Collections.shuffle(left, random);
                }
                suffer(pipeline, soak, left.removeLast(), "seed " + seed);
            } while (System.nanoTime() - end < 0);

            await().atMost(PATIENCE).until(() -> abandoned.count() == 0);
            assertEquals(Optional.empty(), pipeline.obstacle());
            assertTrue(pipeline.reports().stream().allMatch(FaultSoakIT::isUp), pipeline.reports()::toString);
            Soak.Resources after = Soak.Resources.now();
            String sum = "%s; %s, then %s; seed %d".formatted(sum(), before, after, seed);
            System.out.println(sum);
            long judged = outcomes.stream().filter(Outcome::keptTime).count();
            assertTrue(!Soak.isMeasured() || 2 * judged >= outcomes.size(), () -> "the machine was too busy: " + sum);
            assertTrue(!Soak.isMeasured() || p99Millis(judgedAges) < OLDEST_MILLIS, sum);
            assertTrue(after.threads() <= before.threads() + 3, () -> before + " became " + after);
            assertTrue(after.descriptors() <= before.descriptors() + 4, () -> before + " became " + after);
            assertTrue(after.nativeBytes() <= before.nativeBytes() + (8 << 20), () -> before + " became " + after);
            // The compiler of the JVM alone takes some as it goes.
            assertTrue(after.residentBytes() <= before.residentBytes() + (48 << 20), () -> before + " became " + after);
        }
    }

    private String sum() {
        List<Outcome> judged = outcomes.stream().filter(Outcome::keptTime).toList();
        return "%d faults, %d of them on a machine that kept time: others at %.2f to %.2f fps of %.0f, p99 of their ages %.0f ms; back after at most %.1f s (of all)"
                .formatted(
                        outcomes.size(),
                        judged.size(),
                        judged.stream().mapToDouble(Outcome::slowest).min().orElse(0),
                        judged.stream().mapToDouble(Outcome::fastest).max().orElse(0),
                        TARGET_FPS,
                        p99Millis(judgedAges),
                        outcomes.stream()
                                .mapToDouble(Outcome::recoverySeconds)
                                .max()
                                .orElse(0));
    }

    private void heard(CameraStatus status) {
        if (status.state().isLost()) {
            losses.merge(status.camera(), 1, Integer::sum);
        }
    }

    private void suffer(Pipeline pipeline, Soak soak, Fault fault, String seed) throws IOException {
        Map<String, Long> before = Soak.detected(pipeline);
        int lossesBefore = losses.getOrDefault(fault.camera(), 0);
        soak.keptTime();
        ages.clear();
        long began = System.nanoTime();
        fault.begins().run();
        Map<String, Long> after;
        double seconds;
        Soak.Stretch machine;
        Map<String, Double> oldest;
        try {
            await().atMost(FAULT.plusMinutes(1))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> System.nanoTime() - began >= FAULT.toNanos());
        } finally {
            seconds = (System.nanoTime() - began) / 1e9;
            after = Soak.detected(pipeline);
            machine = soak.stretch();
            oldest = p99Millis();
            fault.ends().run();
        }
        long ended = System.nanoTime();
        Map<String, Double> rates = new HashMap<>();
        after.forEach((camera, count) -> rates.put(camera, (count - before.get(camera)) / seconds));
        String story = "%s of %s: fps %s, p99 of ages in ms %s, machine %s (%.0f ms late), %s"
                .formatted(
                        fault.name(),
                        fault.camera(),
                        rates,
                        oldest,
                        machine.keptTime() ? "on time" : "busy",
                        machine.lateMillis(),
                        seed);
        System.out.println(story);
        boolean lost = losses.getOrDefault(fault.camera(), 0) > lossesBefore;
        assertTrue(lost || rates.get(fault.camera()) < TARGET_FPS / 2, () -> "the fault did not take hold: " + story);
        rates.remove(fault.camera());
        ages.forEach((camera, some) -> {
            if (machine.keptTime() && !COMMANDS.contains(camera) && !camera.equals(fault.camera())) {
                judgedAges.addAll(some);
            }
        });
        assertOthersWentOn(rates, machine.keptTime(), story);
        long reached = after.get(fault.camera()) + 5;
        await(fault + " is over, " + seed).atMost(PATIENCE).until(() -> {
            CameraReport report = pipeline.report(fault.camera()).orElseThrow();
            return report.camera().state() == CameraState.RUNNING
                    && report.loop().detected() >= reached;
        });
        outcomes.add(new Outcome(
                machine.keptTime(),
                Collections.min(rates.values()),
                Collections.max(rates.values()),
                (System.nanoTime() - ended) / 1e9));
    }

    private Map<String, Double> p99Millis() {
        Map<String, Double> result = new HashMap<>();
        ages.forEach((camera, some) -> result.put(camera, p99Millis(some)));
        return result;
    }

    private static double p99Millis(Collection<Long> ages) {
        long[] sorted = ages.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * 99, 100) - 1] / 1e6;
    }

    private static void assertOthersWentOn(Map<String, Double> rates, boolean keptTime, String story) {
        boolean judged = Soak.isMeasured() && keptTime;
        rates.values().forEach(rate -> {
            if (judged) {
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
