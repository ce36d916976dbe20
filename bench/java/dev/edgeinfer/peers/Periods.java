package dev.edgeinfer.peers;

import java.util.Arrays;

/** Takes the time from one result to the next; of one thread. */
final class Periods {

    private final int warmUp;
    private final long end;
    private final double[] periodsMs;
    private final int[] detections;
    private int seen;
    private long last;

    Periods(int warmUp, int frames, double longestSeconds) {
        this.warmUp = warmUp;
        this.end = System.nanoTime() + (long) (longestSeconds * 1e9);
        this.periodsMs = new double[frames];
        this.detections = new int[frames];
    }

    /** @return whether this was the last result that is asked for */
    boolean result(int boxes) {
        long now = System.nanoTime();
        int index = seen++ - warmUp;
        if (index >= 0 && index < periodsMs.length) {
            periodsMs[index] = (now - last) / 1e6;
            detections[index] = boxes;
        }
        last = now;
        return index >= periodsMs.length - 1 || (index >= 0 && now - end > 0);
    }

    Contestant.Turn turn() {
        int counted = Math.clamp(seen - warmUp, 0, periodsMs.length);
        return new Contestant.Turn(Arrays.copyOf(periodsMs, counted), Arrays.copyOf(detections, counted));
    }
}
