package dev.edgeinfer.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * A process and those that it has started, as far as they have not left its group.
 *
 * @param leader process number of the first, which is that of the group
 */
public record ProcessGroup(int leader) {

    /** {@code int kill(pid_t pid, int sig)}; a negative number names a group. */
    private static final MethodHandle KILL = CLibrary.bind("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private static final long LOOK_AGAIN_MS = 10;

    /** No process of the group can be reached. */
    private static final class Gone extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Asks all of them to end, and kills those that have not after {@code grace}. Not to be hurried by an interrupt, which
     * is kept: a camera's program that is killed may leave the camera unusable for the next.
     */
    public void end(Duration grace) {
        boolean interrupted = Thread.interrupted();
        long until = System.nanoTime() + grace.toNanos();
        boolean alive = signal(SIGTERM);
        while (alive && System.nanoTime() - until < 0) {
            try {
                Thread.sleep(LOOK_AGAIN_MS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            alive = isAlive();
        }
        if (alive) {
            signal(SIGKILL);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether one of them lives. */
    public boolean isAlive() {
        return signal(0);
    }

    private boolean signal(int number) {
        try {
            CLibrary.call(state -> (int) KILL.invokeExact(state, -leader, number), (errno, reason) -> new Gone());
            return true;
        } catch (Gone e) {
            return false;
        }
    }
}
