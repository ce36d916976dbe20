package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StopSequenceTest {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @Test
    void stopsInReverseOrder() {
        var sequence = new StopSequence();
        sequence.add("lines", AMPLE, () -> stopped.add("lines"));
        sequence.add("cameras", AMPLE, () -> stopped.add("cameras"));

        sequence.close();

        assertEquals(List.of("cameras", "lines"), stopped);
    }

    @Test
    void aPartThatHangsIsLeftBehindAndTheRestStopped() {
        var never = new CountDownLatch(1);
        var sequence = new StopSequence();
        sequence.add("lines", AMPLE, () -> stopped.add("lines"));
        sequence.add("camera", Duration.ofMillis(20), never::await);

        sequence.close();

        assertEquals(List.of("lines"), stopped);
    }

    @Test
    void aPartThatFailsDoesNotKeepTheRestFromStopping() {
        var sequence = new StopSequence();
        sequence.add("lines", AMPLE, () -> stopped.add("lines"));
        sequence.add("checked", AMPLE, () -> {
            throw new Exception("checked");
        });
        sequence.add("unchecked", AMPLE, () -> {
            throw new IllegalStateException("unchecked");
        });

        sequence.close();

        assertEquals(List.of("lines"), stopped);
    }

    @Test
    void stoppingTwiceStopsOnce() {
        var sequence = new StopSequence();
        sequence.add("lines", AMPLE, () -> stopped.add("lines"));

        sequence.close();
        sequence.close();

        assertEquals(List.of("lines"), stopped);
    }

    @Test
    void aPartThatComesTooLateIsStoppedAtOnceAndEndsTheStart() {
        var sequence = new StopSequence();
        sequence.close();

        assertThrows(IllegalStateException.class, () -> sequence.add("camera", AMPLE, () -> stopped.add("camera")));

        assertEquals(List.of("camera"), stopped);
    }
}
