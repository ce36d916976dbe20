package dev.edgeinfer.camera.picture;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.ForwardingSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.MonotonicClock;
import java.util.Optional;

/**
 * A source that hands out no more than so many pictures a second of another one. The rest is grabbed and never retrieved,
 * so what a source does first in {@link FrameSource#retrieve} it does for few pictures only; they are counted as
 * {@link DropReason#PACING}.
 */
public final class SparseSource extends ForwardingSource {

    /** A picture that comes this much of the interval too early is taken, so that jitter does not halve the rate. */
    private static final double EARLY = 0.1;

    private final MonotonicClock clock;
    private final long intervalNanos;
    private Optional<DropCounters> drops = Optional.empty();
    private long due;
    private boolean first = true;

    /**
     * @param source not one that is read on demand, since nothing would slow it down; closed with this
     * @param fps above 0; as it takes as long to grab a picture, not far below 1
     */
    public SparseSource(FrameSource source, double fps, MonotonicClock clock) {
        super(source);
        this.clock = clock;
        intervalNanos = Math.round(1e9 / fps);
    }

    @Override
    public boolean grab() {
        while (source.grab()) {
            long now = source.delivery() == Delivery.TIMED ? source.timestampNanos() : clock.nanos();
            if (first || now - due >= -EARLY * intervalNanos) {
                // Counted from when it was due while that is not long ago, so that the rate is kept.
                boolean regular = !first && now - due < intervalNanos;
                due = (regular ? due : now) + intervalNanos;
                first = false;
                return true;
            }
            drops.ifPresent(counters -> counters.add(DropReason.PACING));
        }
        return false;
    }

    @Override
    public void countDropsIn(DropCounters counters) {
        drops = Optional.of(counters);
        super.countDropsIn(counters);
    }
}
