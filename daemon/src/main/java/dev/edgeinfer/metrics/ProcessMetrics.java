package dev.edgeinfer.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the process takes from the machine. What the machine does not tell is left out. */
final class ProcessMetrics {

    private static final int BYTES_IN_KB = 1024;

    private final Path self;

    /** @param proc {@code /proc} */
    ProcessMetrics(Path proc) {
        self = proc.resolve("self");
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        List<String> status = lines(self.resolve("status"));
        number(status, "VmRSS:")
                .ifPresent(kilobytes -> all.add(
                        Family.gauge("process_resident_memory", Unit.BYTES, "Memory that the process has in RAM.")
                                .add(kilobytes * BYTES_IN_KB)
                                .snapshot()));
        number(status, "Threads:")
                .ifPresent(
                        threads -> all.add(Family.gauge("process_threads", "Threads of the process, native ones too.")
                                .add(threads)
                                .snapshot()));
        descriptors()
                .ifPresent(open -> all.add(Family.gauge("process_open_fds", "Descriptors that are open.")
                        .add(open)
                        .snapshot()));
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        all.add(Family.gauge("process_heap_used", Unit.BYTES, "Java heap in use.")
                .add(heap.getUsed())
                .snapshot());
        all.add(Family.gauge("process_heap_max", Unit.BYTES, "Most that the Java heap may be.")
                .add(heap.getMax())
                .snapshot());
        long startedMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        all.add(Family.gauge("process_start_time", Unit.SECONDS, "When the process began, since 1970.")
                .add(startedMillis / 1e3)
                .snapshot());
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(time -> all.add(Family.counter("process_cpu", Unit.SECONDS, "Time on processors.")
                        .add(time.toNanos() / 1e9)
                        .snapshot()));
        return all;
    }

    private OptionalLong descriptors() {
        try (Stream<Path> open = Files.list(self.resolve("fd"))) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
