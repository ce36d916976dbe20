package dev.edgeinfer.benchmark;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What the process had taken of memory at one moment.
 *
 * @param allocatedBytes of the Java heap by all threads since the start
 * @param collections of garbage since the start
 * @param collectionMillis what these took
 */
record MemoryUse(long allocatedBytes, long collections, long collectionMillis) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int BYTES_IN_KB = 1024;

    static MemoryUse now() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new MemoryUse(
                threads.getTotalThreadAllocatedBytes(),
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
    }

    /** The most that the process ever had in RAM; empty: the kernel does not say. */
    static OptionalLong residentPeakBytes() {
        return status("VmHWM:");
    }

    /** What it has in RAM now. */
    static OptionalLong residentBytes() {
        return status("VmRSS:");
    }

    private static OptionalLong status(String key) {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> BYTES_IN_KB * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
