package dev.edgeinfer.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether the board is armed: one switch for all rules that ask for it. Any thread may call. */
public final class Armed {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private boolean armed;

    /** Is told of each change, on the thread of whoever made it; must return at once and not throw. */
    @FunctionalInterface
    public interface Listener {

        /** @param by who did it, for people: {@code http}, {@code mqtt}, {@code input DOOR} */
        void changed(boolean armed, String by);
    }

    public Armed(boolean armed) {
        this.armed = armed;
    }

    public synchronized boolean isArmed() {
        return armed;
    }

    /** @return whether this changed it */
    public synchronized boolean set(boolean wanted, String by) {
        if (wanted == armed) {
            return false;
        }
        armed = wanted;
        listeners.forEach(listener -> listener.changed(wanted, by));
        return true;
    }

    /** Tells a listener of every change from now on. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }
}
