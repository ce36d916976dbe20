package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a rule may begin: not within its cooldown after it ended, and not more often than its rate in any stretch of
 * its period. A beginning that comes too early is put off, and given up when the condition is over before it may.
 */
final class BeginLimit {

    private final long cooldown;
    private final int times;
    private final long period;
    private final Deque<Long> begins = new ArrayDeque<>();
    private boolean hasEnded;
    private long endedAt;
    private Reason putOff = Reason.NONE;
    private long byCooldown;
    private long byRate;

    private enum Reason {
        NONE,
        COOLDOWN,
        RATE
    }

    BeginLimit(RuleConfig config) {
        cooldown = config.cooldown().toNanos();
        times = config.maxRate().map(RuleConfig.Rate::times).orElse(Integer.MAX_VALUE);
        period = config.maxRate().map(rate -> rate.period().toNanos()).orElse(0L);
    }

    /** Asks for a beginning. @return whether it may be now; else it is put off */
    boolean begin(long now) {
        while (!begins.isEmpty() && now - begins.getFirst() >= period) {
            begins.removeFirst();
        }
        if (hasEnded && now - endedAt < cooldown) {
            putOff = Reason.COOLDOWN;
        } else if (begins.size() >= times) {
            putOff = Reason.RATE;
        } else {
            putOff = Reason.NONE;
            if (times != Integer.MAX_VALUE) {
                begins.addLast(now);
            }
            return true;
        }
        return false;
    }

    void ended(long now) {
        hasEnded = true;
        endedAt = now;
    }

    /** Takes note that the condition does not hold, so that what was put off will not be. */
    void giveUp() {
        switch (putOff) {
            case NONE -> {}
            case COOLDOWN -> byCooldown++;
            case RATE -> byRate++;
        }
        putOff = Reason.NONE;
    }

    boolean hasPutOff() {
        return putOff != Reason.NONE;
    }

    /** When to ask again; while something is put off. */
    long freeAt() {
        return putOff == Reason.COOLDOWN ? endedAt + cooldown : begins.getFirst() + period;
    }

    /** Beginnings that the cooldown has kept from coming. */
    long suppressedByCooldown() {
        return byCooldown;
    }

    /** Beginnings that the rate has kept from coming. */
    long suppressedByRate() {
        return byRate;
    }
}
