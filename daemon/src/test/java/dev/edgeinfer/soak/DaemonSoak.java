package dev.edgeinfer.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Lets the installed daemon look at a clip as fast as it can, while its API is asked for detections and snapshots, and
 * judges by windows of half a minute whether rate and memory stay, and how long the garbage collector holds it.
 *
 * <pre>{@code DaemonSoak EDGE-INFER CLIP MINUTES}</pre>
 *
 * <p>Exit code 1: something was missed.
 */
final class DaemonSoak {

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int LEAST_WINDOWS = 10;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    /** Until the code is compiled and the heap has found its size; a part of a run that is shorter than ten minutes. */
    private static final Duration WARM_UP = Duration.ofMinutes(1);

    private static final String SCENE = """
            cameras:
              %s: { source: "%s?pace=fast", target-fps: unlimited }
            rules:
              person:
                when: { label: person }
                gpio: { line: GPIO17 }
            """;

    private final SoakedDaemon daemon;

    private DaemonSoak(SoakedDaemon daemon) {
        this.daemon = daemon;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Duration length = Duration.ofMillis((long) (60_000 * Double.parseDouble(args[2])));
        Path work = Files.createTempDirectory("edge-infer-soak");
        SoakReport report;
        String scene = SCENE.formatted(SoakedDaemon.CAMERA, Path.of(args[1]).toUri());
        try (var daemon = SoakedDaemon.start(Path.of(args[0]), scene, work)) {
            report = new DaemonSoak(daemon).run(length);
        } finally {
            delete(work);
        }
        report.findings().forEach(System.out::println);
        System.exit(report.isMissed() ? 1 : 0);
    }

    private SoakReport run(Duration length) throws IOException, InterruptedException {
        Duration window =
                length.dividedBy(LEAST_WINDOWS).compareTo(WINDOW) < 0 ? length.dividedBy(LEAST_WINDOWS) : WINDOW;
        daemon.awaitFrames();
        Duration warmUp = length.compareTo(WARM_UP) < 0 ? length : WARM_UP;
        print("warm-up", watch(warmUp));
        var windows = new ArrayList<Window>();
        for (int i = 1; i <= length.dividedBy(window); i++) {
            windows.add(watch(window));
            print("window " + i, windows.getLast());
        }
        return new SoakReport(windows);
    }

    /** Asks the API, as people do, for a while. */
    private Window watch(Duration length) throws IOException, InterruptedException {
        var resident = new DoubleSummaryStatistics();
        var threads = new DoubleSummaryStatistics();
        var descriptors = new DoubleSummaryStatistics();
        List<Long> ours = List.of(daemon.pid(), ProcessHandle.current().pid());
        daemon.newPauses();
        double inference = daemon.inferenceSeconds();
        long frames = daemon.frames();
        long began = System.nanoTime();
        ProcessorTime timeBefore = ProcessorTime.now(ours);
        for (long left = length.toNanos(); left > 0; left = length.toNanos() - (System.nanoTime() - began)) {
            Thread.sleep(Duration.ofNanos(Math.min(left, BETWEEN_QUESTIONS.toNanos())));
            SoakedDaemon.Held held = daemon.held();
            resident.accept(held.residentMegabytes());
            threads.accept(held.threads());
            descriptors.accept(held.descriptors());
            daemon.ask();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long seen = daemon.frames() - frames;
        return new Window(
                seconds,
                seen,
                1e3 * (daemon.inferenceSeconds() - inference) / Math.max(1, seen),
                ProcessorTime.now(ours).takenByOthers(timeBefore, seconds),
                resident.getMin(),
                threads.getAverage(),
                descriptors.getAverage(),
                daemon.newPauses());
    }

    private static void print(String name, Window window) {
        System.out.printf(
                Locale.ROOT,
                "%-9s %3.0f s: %6.1f fps, inference %.2f ms, %5.1f MB at least, %4.1f threads, %4.1f descriptors, %2d collections, the longest %.1f ms%s%n",
                name,
                window.seconds(),
                window.fps(),
                window.inferenceMillis(),
                window.residentMegabytes(),
                window.threads(),
                window.descriptors(),
                window.pauses().size(),
                window.longestPauseMillis(),
                window.keptTime()
                        ? ""
                        : String.format(Locale.ROOT, "; others had %.2f processors: not judged", window.others()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
