package dev.edgeinfer.system;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/** The signal by which an administrator asks a daemon to read its configuration again. */
public final class Hangup {

    private Hangup() {}

    /**
     * From now on SIGHUP runs an action instead of ending the process. Signals that come while it runs are one more run
     * of it, after it. A process at a terminal is left as it is: there the signal says that the terminal is gone.
     */
    public static void handle(Runnable action) {
        if (isAtTerminal()) {
            return;
        }
        var thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1),
                Thread.ofPlatform().name("reload").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        Signal.handle(new Signal("HUP"), _ -> thread.execute(action));
    }

    private static boolean isAtTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
