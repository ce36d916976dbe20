package dev.edgeinfer.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Has Ctrl-C and SIGTERM run an action instead of ending the process, until it is closed: for a command that has something to
 * show when it is stopped. The second one ends the process at once.
 */
public final class StopSignal implements AutoCloseable {

    private static final List<String> NAMES = List.of("INT", "TERM");

    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    /** @param action must return at once; runs on a thread of the JVM */
    public StopSignal(Runnable action) {
        for (String name : NAMES) {
            var signal = new Signal(name);
            before.put(signal, Signal.handle(signal, _ -> {
                close();
                action.run();
            }));
        }
    }

    @Override
    public synchronized void close() {
        before.forEach(Signal::handle);
        before.clear();
    }
}
