package dev.edgeinfer.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;

/**
 * What the processors have done so far, in ticks of the kernel.
 *
 * @param busy of all processors, what a hypervisor gave to others included
 * @param ours what some processes took of it
 */
record ProcessorTime(long busy, long ours) {

    /** USER_HZ of every Linux that there is. */
    private static final double TICKS_A_SECOND = 100;

    static ProcessorTime now(Collection<Long> processes) throws IOException {
        long ours = 0;
        for (long process : processes) {
            ours += ofProcess(Files.readString(Path.of("/proc", Long.toString(process), "stat")));
        }
        return new ProcessorTime(ofMachine(Files.readString(Path.of("/proc/stat"))), ours);
    }

    /** How many processors others had on average, from an earlier time to this one. */
    double takenByOthers(ProcessorTime earlier, double seconds) {
        return Math.max(0, (busy - earlier.busy - (ours - earlier.ours)) / TICKS_A_SECOND / seconds);
    }

    /** @param text of {@code /proc/stat} */
    static long ofMachine(String text) {
        // user, nice, system, idle, iowait, irq, softirq, steal; guests are in user.
        long[] times = Arrays.stream(text.lines().findFirst().orElseThrow().split(" +"))
                .skip(1)
                .mapToLong(Long::parseLong)
                .toArray();
        return times[0] + times[1] + times[2] + times[5] + times[6] + times[7];
    }

    /** @param text of {@code /proc/PID/stat} */
    static long ofProcess(String text) {
        // The name may hold anything, so what follows its last parenthesis is counted: state, and 11 fields on user and
        // system.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
