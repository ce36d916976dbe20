package dev.edgeinfer.event;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Gives events their ids: UUIDs of version 7, each greater than the one before it, also within a millisecond and when the
 * clock jumps back. Any thread may ask.
 */
public final class TimeOrderedIds {

    private final InstantSource clock;
    private final TimeBasedEpochGenerator generator = new TimeBasedEpochGenerator(new SecureRandom());
    private long latest;

    public TimeOrderedIds(InstantSource clock) {
        this.clock = clock;
    }

    /** The next id. */
    public synchronized String next() {
        // Within one millisecond the generator counts up from what it drew by chance.
        latest = Math.max(latest, clock.millis());
        return generator.construct(latest).toString();
    }
}
