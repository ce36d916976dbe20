package dev.edgeinfer.peers;

/** Takes the time from one result to the next; of one thread. */
final class Periods {

    private final int warmUp;
    private final double[] periodsMs;
    private final int[] detections;
    private int seen;
    private long last;

    Periods(int warmUp, int frames) {
        this.warmUp = warmUp;
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
        return index >= periodsMs.length - 1;
    }

    Contestant.Turn turn() {
        return new Contestant.Turn(periodsMs, detections);
    }
}
