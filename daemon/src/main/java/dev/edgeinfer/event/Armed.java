package dev.edgeinfer.event;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether the board is armed: one switch for all rules that ask for it. Any thread may call. */
public final class Armed {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private State state;

    /**
     * How it stands.
     *
     * @param since wall-clock time of the last change
     * @param by who did that, for people: name of a user or a token, {@code http} where nobody has to log in, {@code mqtt},
     *     {@code input DOOR}, {@code default}
     */
    public record State(boolean armed, Instant since, String by) {}

    /** Is told of each change, on the thread of whoever made it; must return at once and not throw. */
    @FunctionalInterface
    public interface Listener {

        /** @param by who did it, for people */
        void changed(boolean armed, String by);
    }

    public Armed(boolean armed) {
        this(new State(armed, Instant.now().truncatedTo(ChronoUnit.MILLIS), "default"), InstantSource.system());
    }

    /** @param state as it was left */
    public Armed(State state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    public synchronized boolean isArmed() {
        return state.armed();
    }

    public synchronized State state() {
        return state;
    }

    /** @return whether this changed it */
    public synchronized boolean set(boolean wanted, String by) {
        if (wanted == state.armed()) {
            return false;
        }
        state = new State(wanted, clock.instant().truncatedTo(ChronoUnit.MILLIS), by);
        listeners.forEach(listener -> listener.changed(wanted, by));
        return true;
    }

    /** Tells a listener of every change from now on. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    /** Tells a listener of no change any more. */
    public void forget(Listener listener) {
        listeners.remove(listener);
    }
}
