package dev.edgeinfer.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** What long runs have in common: how long they are, what the process uses, and whether the machine kept time. */
final class Soak implements AutoCloseable {

    /** Seconds that a run takes; without it each has its own, short enough for every build. */
    private static final String LENGTH = "edge-infer.soak-seconds";

    /** The machine is asked that often whether it is on time. */
    private static final Duration BEAT = Duration.ofMillis(20);

    /** A process that takes more processors than this is itself why threads wait. */
    private static final double MUCH = 0.5;

    /** Later than this, and rates and ages say more about the load of the machine than about the daemon. */
    private static final Duration PUNCTUAL = Duration.ofMillis(100);

    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heart").daemon().factory());
    private long lastBeat = System.nanoTime();
    private long latest;
    private long askedAt = System.nanoTime();
    private long cpuThen = cpuNanos();

    Soak() {
        heart.scheduleAtFixedRate(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Duration length(Duration ofEveryBuild) {
        return Duration.ofSeconds(Long.getLong(LENGTH, ofEveryBuild.toSeconds()));
    }

    /** Whether rates and ages are judged, which says something only of a run that has the machine for itself. */
    static boolean isMeasured() {
        return Long.getLong(LENGTH) != null;
    }

    /**
     * The beginning of a shell command that gives it the priority which this process has among the sessions of the machine:
     * a command of a camera has a session of its own, and so an ordinary one.
     */
    static String ownPriority() throws IOException {
        Path group = Path.of("/proc/self/autogroup");
        if (!Files.exists(group)) {
            return "";
        }
        String nice = Files.readString(group).strip().replaceFirst(".* ", "");
        return "0".equals(nice) ? "" : "echo %s 2>/dev/null >/proc/self/autogroup; ".formatted(nice);
    }

    /** What the process holds. */
    record Resources(int threads, long descriptors, long nativeBytes, long residentBytes) {

        static Resources now() {
            System.gc();
            return new Resources(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    descriptorCount(),
                    Pointer.totalBytes(),
                    resident());
        }

        private static long descriptorCount() {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long resident() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
                return 1024
                        * lines.filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .findFirst()
                                .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Detections of each camera so far. */
    static Map<String, Long> detected(Pipeline pipeline) {
        return pipeline.reports().stream()
                .collect(Collectors.toMap(report -> report.camera().camera(), report -> report.loop()
                        .detected()));
    }

    /** Whether every thread that wanted the processor had it in time, since this was asked last; {@link #stretch}. */
    boolean keptTime() {
        return stretch().keptTime();
    }

    /**
     * How the machine was for a while.
     *
     * @param keptTime whether every thread that wanted the processor had it in time. Where it was this process that took
     *     the processors that counts as in time, or a camera that spins would excuse itself.
     * @param lateMillis how late one of them was at most
     */
    record Stretch(boolean keptTime, double lateMillis) {}

    /** Since this or {@link #keptTime} was asked last. */
    synchronized Stretch stretch() {
        long now = System.nanoTime();
        long cpu = cpuNanos();
        long late = Math.max(latest, now - lastBeat);
        boolean ours = cpu - cpuThen > MUCH * (now - askedAt);
        latest = 0;
        askedAt = now;
        cpuThen = cpu;
        return new Stretch(late < PUNCTUAL.toNanos() || ours, (late - BEAT.toNanos()) / 1e6);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private synchronized void beat() {
        long now = System.nanoTime();
        latest = Math.max(latest, now - lastBeat);
        lastBeat = now;
    }

    @Override
    public void close() {
        heart.shutdownNow();
    }
}
