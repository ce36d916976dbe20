package dev.edgeinfer.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.system.Board;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a tree of files as the kernel lays it out. */
class BoardMetricsTest {

    @TempDir
    Path root;

    @Test
    void temperaturesHaveTheNameOfTheirSensor() throws IOException {
        put("class/thermal/thermal_zone0/type", "cpu-thermal\n");
        put("class/thermal/thermal_zone0/temp", "48312\n");
        put("class/thermal/thermal_zone1/temp", "-5000\n");

        assertHas("edge_infer_temperature_celsius{sensor=\"cpu-thermal\",zone=\"thermal_zone0\"} 48.312");
        assertHas("edge_infer_temperature_celsius{sensor=\"\",zone=\"thermal_zone1\"} -5.0");
    }

    @Test
    void throttlingOfARaspberryPiIsToldByReason() throws IOException {
        // Under-voltage now; that and the temperature limit since the start.
        put("devices/platform/soc/soc:firmware/get_throttled", "90001\n");

        assertHas("edge_infer_throttled{reason=\"under-voltage\"} 1.0");
        assertHas("edge_infer_throttled{reason=\"soft-temperature-limit\"} 0.0");
        assertHas("edge_infer_throttled_since_boot{reason=\"under-voltage\"} 1.0");
        assertHas("edge_infer_throttled_since_boot{reason=\"soft-temperature-limit\"} 1.0");
        assertHas("edge_infer_throttled_since_boot{reason=\"throttled\"} 0.0");
    }

    @Test
    void powerIsReadOrComputedOfVoltageAndCurrent() throws IOException {
        put("class/hwmon/hwmon0/name", "ina3221\n");
        put("class/hwmon/hwmon0/in1_label", "VDD_IN\n");
        put("class/hwmon/hwmon0/in1_input", "5000\n");
        put("class/hwmon/hwmon0/curr1_input", "1500\n");
        put("class/hwmon/hwmon1/name", "meter\n");
        put("class/hwmon/hwmon1/power1_input", "2500000\n");

        assertHas("edge_infer_power_watts{chip=\"ina3221\",monitor=\"hwmon0\",rail=\"VDD_IN\"} 7.5");
        assertHas("edge_infer_power_watts{chip=\"meter\",monitor=\"hwmon1\",rail=\"power1\"} 2.5");
    }

    @Test
    void whatABoardDoesNotHaveOrDoesNotAnswerIsLeftOut() throws IOException {
        put("class/thermal/thermal_zone0/temp", "\n");
        put("class/thermal/thermal_zone1/temp", "warm\n");
        Files.createDirectories(root.resolve("sys").resolve("class/thermal/thermal_zone2/temp"));
        put("devices/platform/soc/soc:firmware/get_throttled", "none\n");
        put("class/hwmon/hwmon0/curr1_input", "1500\n");

        assertFalse(text().lines().anyMatch(line -> !line.startsWith("#")), text());
    }

    private void put(String file, String text) throws IOException {
        Files.createDirectories(root.resolve("sys").resolve(file).getParent());
        Files.writeString(root.resolve("sys").resolve(file), text);
    }

    private void assertHas(String line) {
        assertTrue(text().lines().anyMatch(line::equals), () -> line + " is not in\n" + text());
    }

    private String text() {
        return PrometheusTextFormatWriter.create()
                .toDebugString(new MetricSnapshots(new BoardMetrics(new Board(root)).snapshots()));
    }

    @Test
    void theProcessTellsItsMemoryThreadsAndDescriptors() {
        String text = PrometheusTextFormatWriter.create()
                .toDebugString(new MetricSnapshots(new ProcessMetrics(Path.of("/proc")).snapshots()));

        for (String name : new String[] {"resident_memory_bytes", "threads", "open_fds", "heap_used_bytes"}) {
            double value = text.lines()
                    .filter(line -> line.startsWith("edge_infer_process_" + name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                    .findFirst()
                    .orElse(0);
            assertTrue(value > 1, name + " in\n" + text);
        }
        assertEquals(
                1,
                text.lines()
                        .filter(line -> line.startsWith("edge_infer_process_cpu_seconds_total "))
                        .count());
    }
}
