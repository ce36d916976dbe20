package dev.edgeinfer.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the input lines say: logical states, so active on an active-low line is the low level. A line of which nobody has
 * said anything, or that cannot be read any more, is unknown. Any thread may call.
 */
public final class InputStates {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> states = new HashMap<>();

    /**
     * Is told of each change, in order, on the thread of whoever made it; must return at once and not throw. The first
     * state of a line is a change.
     */
    @FunctionalInterface
    public interface Listener {

        /** @param active false also when the line has become unknown; {@link InputStates#active} tells which */
        void changed(String line, boolean active);
    }

    /** Takes note of how a line stands; does nothing when that is known. */
    public synchronized void set(String line, boolean active) {
        if (!Optional.of(active).equals(Optional.ofNullable(states.put(line, active)))) {
            listeners.forEach(listener -> listener.changed(line, active));
        }
    }

    /** Takes note that a line cannot be read any more; does nothing when that is known. */
    public synchronized void unknown(String line) {
        if (states.remove(line) != null) {
            listeners.forEach(listener -> listener.changed(line, false));
        }
    }

    /** How a line stands; empty while it is unknown. */
    public synchronized Optional<Boolean> active(String line) {
        return Optional.ofNullable(states.get(line));
    }

    /** Tells a listener of every change from now on. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }
}
