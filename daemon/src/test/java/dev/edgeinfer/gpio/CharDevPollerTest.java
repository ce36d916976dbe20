package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real descriptors of this kernel: event counters stand for lines. */
class CharDevPollerTest {

    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    private final CharDevInput first = new CharDevInput("first", Libc.eventCounter());
    private final CharDevInput second = new CharDevInput("second", Libc.eventCounter());
    private final CharDevPoller poller = new CharDevPoller();

    @AfterEach
    void close() {
        poller.close();
        poller.close();
        first.close();
        second.close();
    }

    @Test
    void onlyInputsThatCanBeReadAreReturned() {
        count(second);
        assertEquals(List.of(second), await(LONG));
        count(first);
        assertEquals(List.of(first, second), await(LONG));
    }

    @Test
    void waitEndsWhenTheTimeIsOver() {
        assertEquals(List.of(), await(0));
        assertEquals(List.of(), await(1));
    }

    @Test
    void wakeEndsTheWaitThatRunsOrTheNextAndOnlyThat() {
        poller.wake();
        poller.wake();
        assertEquals(List.of(), await(LONG));
        Thread.ofVirtual().start(poller::wake);
        assertEquals(List.of(), await(LONG));
        assertEquals(List.of(), await(0));
    }

    @Test
    void wakeAfterTheEndTouchesNobodysDescriptor() {
        poller.close();
        poller.wake();
    }

    private List<GpioInput> await(long nanos) {
        return assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> poller.await(List.<GpioInput>of(first, second), nanos));
    }

    private static void count(CharDevInput input) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(JAVA_LONG);
            one.set(JAVA_LONG, 0, 1);
            Libc.write("a counter", input.descriptor(), one);
        }
    }
}
