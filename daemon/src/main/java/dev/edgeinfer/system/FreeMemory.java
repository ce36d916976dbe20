package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory the process may still take: what the machine has, or less where control groups have a limit. */
public final class FreeMemory {

    private static final int BYTES_IN_KB = 1024;

    private final Path root;

    /** @param root of the file system */
    public FreeMemory(Path root) {
        this.root = root;
    }

    /** Bytes that can be had without swapping; {@link Long#MAX_VALUE}: nobody tells. */
    public long bytes() {
        long free =
                field(root.resolve("proc/meminfo"), "MemAvailable:").orElse(Long.MAX_VALUE / BYTES_IN_KB) * BYTES_IN_KB;
        Path groups = root.resolve("sys/fs/cgroup");
        for (Path group = groups.resolve(group()); group.startsWith(groups); group = group.getParent()) {
            free = Math.min(free, left(group));
        }
        return free;
    }

    /** Path of the process's group, of version 2, below their mount; empty: the mount itself, or unknown. */
    private String group() {
        return lines(root.resolve("proc/self/cgroup"))
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .filter(path -> !path.contains(".."))
                .findFirst()
                .orElse("");
    }

    private static long left(Path group) {
        OptionalLong most = number(group.resolve("memory.max"));
        OptionalLong used = number(group.resolve("memory.current"));
        if (most.isEmpty() || used.isEmpty()) {
            return Long.MAX_VALUE;
        }
        // Pages of files that nobody has used for a while go when memory is needed.
        long reclaimable = field(group.resolve("memory.stat"), "inactive_file").orElse(0);
        return Math.max(0, most.getAsLong() - used.getAsLong() + reclaimable);
    }

    private static OptionalLong number(Path file) {
        return lines(file)
                .filter(line -> line.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static OptionalLong field(Path file, String name) {
        return lines(file)
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals(name))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
