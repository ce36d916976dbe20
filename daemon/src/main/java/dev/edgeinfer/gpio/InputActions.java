package dev.edgeinfer.gpio;

import dev.edgeinfer.config.InputConfig;
import dev.edgeinfer.config.InputConfig.Action;
import dev.edgeinfer.event.Armed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Does what the configuration says that an edge of an input does. */
public final class InputActions implements EdgeListener {

    private final Armed armed;
    private final Burst burst;

    /** Has cameras detected at their full rate for a while. */
    @FunctionalInterface
    public interface Burst {

        /** @param cameras their names; empty: all */
        void begin(Duration time, List<String> cameras);
    }

    public InputActions(Armed armed, Burst burst) {
        this.armed = armed;
        this.burst = burst;
    }

    @Override
    public void edge(InputConfig input, boolean active) {
        Optional<Action> action = active ? input.onActive() : input.onInactive();
        action.ifPresent(what -> act(what, input));
    }

    private void act(Action action, InputConfig input) {
        String by = "input " + input.name();
        switch (action) {
            case ARM -> armed.set(true, by);
            case DISARM -> armed.set(false, by);
            case TOGGLE -> armed.set(!armed.isArmed(), by);
            case BURST -> burst.begin(input.burst(), input.cameras());
        }
    }
}
