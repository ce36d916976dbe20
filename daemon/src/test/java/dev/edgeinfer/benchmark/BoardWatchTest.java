package dev.edgeinfer.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.system.Board;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardWatchTest {

    private static final String RAPL = "sys/class/powercap/intel-rapl:0/";
    private static final String MONITOR = "sys/class/hwmon/hwmon3/";

    @TempDir
    Path root;

    private final AtomicLong clock = new AtomicLong(5);
    private BoardWatch watch;

    @BeforeEach
    void make() {
        watch = new BoardWatch(new Board(root), clock::get);
    }

    @Test
    void aBoardThatTellsNothingIsNotMadeUp() {
        watch.start();
        second();

        assertEquals(List.of(), watch.temperatures());
        assertEquals(Optional.empty(), watch.slowedBy());
        assertEquals(List.of(), watch.energies(10));
    }

    @Test
    void aCounterThatTurnsOverCountsOn() throws IOException {
        put(RAPL + "name", "package-0");
        put(RAPL + "max_energy_range_uj", "100000000");
        put(RAPL + "energy_uj", "95000000");
        watch.start();
        put(RAPL + "energy_uj", "99000000");
        second();
        put(RAPL + "energy_uj", "3000000");
        second();

        assertEquals(List.of(new BenchmarkReport.Energy("package-0", 8.0 / 16, 4)), watch.energies(16));
    }

    @Test
    void powerIsSummedOverTheTime() throws IOException {
        put(MONITOR + "name", "ina3221");
        put(MONITOR + "in1_label", "VDD_IN");
        put(MONITOR + "in1_input", "5000");
        put(MONITOR + "curr1_input", "1000");
        watch.start();
        put(MONITOR + "curr1_input", "3000");
        second();
        second();

        // From 5 to 15 W, then 15 W.
        assertEquals(List.of(new BenchmarkReport.Energy("ina3221 VDD_IN", 25.0 / 5, 12.5)), watch.energies(5));
    }

    @Test
    void temperatureAndThrottlingAreRemembered() throws IOException {
        put("sys/class/thermal/thermal_zone0/type", "cpu-thermal");
        put("sys/devices/platform/soc/soc:firmware/get_throttled", "0");
        for (String milli : List.of("50000", "81500", "70000")) {
            put("sys/class/thermal/thermal_zone0/temp", milli);
            if (watch.temperatures().isEmpty()) {
                watch.start();
                assertEquals(Optional.of(List.of()), watch.slowedBy());
                put("sys/devices/platform/soc/soc:firmware/get_throttled", "80008");
            } else {
                second();
                put("sys/devices/platform/soc/soc:firmware/get_throttled", "80000");
            }
        }

        assertEquals(
                List.of(new BenchmarkReport.Temperature("cpu-thermal (thermal_zone0)", 50, 70, 81.5)),
                watch.temperatures());
        assertEquals(Optional.of(List.of("soft-temperature-limit")), watch.slowedBy());
    }

    @Test
    void theBoardSaysWhatItIs() throws IOException {
        assertTrue(new Board(root).model().isEmpty());
        put("proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        put("proc/cpuinfo", "processor\t: 0\nmodel name\t: Cortex-A76\nprocessor\t: 1\nmodel name\t: Cortex-A76\n");

        assertEquals(Optional.of("Raspberry Pi 5 Model B Rev 1.0"), new Board(root).model());
        assertEquals(Optional.of("Cortex-A76"), new Board(root).processor());
    }

    private void second() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        watch.look();
    }

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
