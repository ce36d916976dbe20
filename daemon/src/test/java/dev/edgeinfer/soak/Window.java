package dev.edgeinfer.soak;

import java.util.List;

/**
 * What was seen of the daemon for a while.
 *
 * @param inferenceMillis mean time that an inference took
 * @param others processors that others than the daemon and who asks it had on average
 * @param residentMegabytes the least that was resident: above that it swings by what was freed and not given back yet
 * @param threads mean, as are the descriptors
 * @param pauses of the garbage collector
 */
record Window(
        double seconds,
        long frames,
        double inferenceMillis,
        double others,
        double residentMegabytes,
        double threads,
        double descriptors,
        List<GcPause> pauses) {

    /** From here on a rate says more about the neighbours than about the daemon. */
    static final double BUSY = 0.1;

    double fps() {
        return frames / seconds;
    }

    /** What part of the time the model ran, whatever the machine's speed was. */
    double share() {
        return frames * inferenceMillis / 1e3 / seconds;
    }

    boolean keptTime() {
        return others < BUSY;
    }

    double longestPauseMillis() {
        return pauses.stream().mapToDouble(GcPause::millis).max().orElse(0);
    }
}
