package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.ffmpeg.VideoDecoder.Passed;
import dev.edgeinfer.config.SourceConfig.Skip;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/**
 * Which pictures of a live stream are worth decoding, given how many the camera wants. Packets are counted by the thread
 * that receives; the rest is for the one that decodes.
 */
final class PictureChoice {

    /** Decoding that cannot keep up gives a picture all the same, this often. */
    static final long LONGEST_CATCH_UP = Duration.ofMillis(100).toNanos();

    /** A picture of which nobody knows yet whether it is wanted must be no older than this when it is. */
    private static final double LEAST_FPS = 20;

    /** So many pictures for each one wanted are enough to have a fresh one. */
    private static final double ENOUGH = 2;

    /** Key frames may be this much later than the target asks for. */
    private static final double PUNCTUAL = 1.1;

    private static final long WINDOW = Duration.ofSeconds(2).toNanos();

    private final OptionalDouble targetFps;
    private final Skip skip;

    private long windowStart;
    private long inWindow;
    private volatile double streamFps;

    /** The last times between two key frames, as many as are no chance; the oldest is overwritten. */
    private final long[] keyGaps = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};

    private int nextGap;
    private long lastKey = Long.MIN_VALUE;
    private volatile boolean keysSuffice;

    private Passed passed = Passed.NONE;

    private long nextWanted = Long.MIN_VALUE;

    /** @param targetFps empty: every picture is wanted */
    PictureChoice(OptionalDouble targetFps, Skip skip) {
        this.targetFps = targetFps;
        this.skip = skip;
    }

    /**
     * A packet has come.
     *
     * @param key whether its picture can be decoded without the ones before it
     */
    void arrived(long nanos, boolean key) {
        if (key) {
            watchKeys(nanos);
        }
        if (inWindow == 0) {
            windowStart = nanos;
        } else if (nanos - windowStart >= WINDOW) {
            streamFps = inWindow * 1e9 / (nanos - windowStart);
            windowStart = nanos;
            inWindow = 0;
        }
        inWindow++;
    }

    private void watchKeys(long nanos) {
        if (lastKey != Long.MIN_VALUE) {
            keyGaps[nextGap] = nanos - lastKey;
            nextGap = (nextGap + 1) % keyGaps.length;
        }
        lastKey = nanos;
        double longest = LongStream.of(keyGaps).max().orElseThrow();
        keysSuffice = targetFps.isPresent() && longest * targetFps.getAsDouble() <= PUNCTUAL * 1e9;
    }

    /** Whether the picture that was decoded now is of use, or one of the next will do. */
    boolean wants(long nanos) {
        if (targetFps.isEmpty()) {
            return true;
        }
        if (nextWanted != Long.MIN_VALUE && nanos - nextWanted < 0) {
            return false;
        }
        long interval = Math.round(1e9 / Math.max(LEAST_FPS, ENOUGH * targetFps.getAsDouble()));
        // Counted from the last due time while that is not long ago, so that jitter does not lower the rate.
        boolean regular = nextWanted != Long.MIN_VALUE && nanos - nextWanted < interval;
        nextWanted = (regular ? nextWanted : nanos) + interval;
        return true;
    }

    /**
     * Which pictures need not be decoded at present.
     *
     * @param key whether the next one can be decoded without the ones before it: only then does decoding begin again with
     *     those that refer to others
     */
    Passed passed(boolean key) {
        Passed best =
                switch (skip) {
                    case NONE -> Passed.NONE;
                    case NON_REFERENCE -> Passed.NON_REFERENCE;
                    case NON_KEY -> Passed.NON_KEY;
                    case AUTO -> best();
                };
        if (passed != Passed.NON_KEY || key) {
            passed = best;
        }
        return passed;
    }

    private Passed best() {
        if (keysSuffice) {
            return Passed.NON_KEY;
        }
        return targetFps.isPresent() && streamFps >= ENOUGH * targetFps.getAsDouble()
                ? Passed.NON_REFERENCE
                : Passed.NONE;
    }
}
