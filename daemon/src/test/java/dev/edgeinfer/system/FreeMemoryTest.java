package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the kernel writes them, below a root of the test's own. */
class FreeMemoryTest {

    @TempDir
    Path root;

    @Test
    void withoutGroupsItIsWhatTheMachineHas() throws IOException {
        write("proc/meminfo", "MemTotal:        8000000 kB\nMemAvailable:    2000000 kB\n");

        assertEquals(2_048_000_000L, new FreeMemory(root).bytes());
    }

    @Test
    void theTightestGroupDecidesAndWhatItCanGiveBackCounts() throws IOException {
        write("proc/meminfo", "MemAvailable:    2000000 kB\n");
        write("proc/self/cgroup", "1:name=systemd:/x\n0::/system.slice/edge-infer.service\n");
        write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        write("sys/fs/cgroup/system.slice/memory.current", "900000000\n");
        write("sys/fs/cgroup/system.slice/edge-infer.service/memory.max", "400000000\n");
        write("sys/fs/cgroup/system.slice/edge-infer.service/memory.current", "250000000\n");
        write("sys/fs/cgroup/system.slice/edge-infer.service/memory.stat", "anon 1\ninactive_file 30000000\n");

        assertEquals(180_000_000, new FreeMemory(root).bytes());

        write("sys/fs/cgroup/system.slice/memory.max", "1000000000\n");
        assertEquals(100_000_000, new FreeMemory(root).bytes());

        write("sys/fs/cgroup/system.slice/memory.max", "800000000\n");
        assertEquals(0, new FreeMemory(root).bytes());
    }

    @Test
    void aContainerSeesItsOwnLimitAtTheTop() throws IOException {
        write("proc/meminfo", "MemAvailable:    2000000 kB\n");
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "300000000\n");
        write("sys/fs/cgroup/memory.current", "100000000\n");

        assertEquals(200_000_000, new FreeMemory(root).bytes());
    }

    @Test
    void whereNobodyTellsThereIsPlenty() throws IOException {
        assertTrue(new FreeMemory(root).bytes() > 1L << 60);

        write("proc/meminfo", "MemAvailable:\n");
        write("proc/self/cgroup", "0::/../../etc\n");
        assertTrue(new FreeMemory(root).bytes() > 1L << 60);
        assertTrue(new FreeMemory(Path.of("/")).bytes() > 0);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
