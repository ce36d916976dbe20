package dev.edgeinfer.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GcPauseTest {

    @Test
    void readsWhatTheSerialCollectorWrites() {
        assertEquals(
                Optional.of(new GcPause(1795999999123L, false, 1.234, 21, 15)),
                GcPause.of("[1795999999123ms] GC(7) Pause Young (Allocation Failure) 21M->15M(32M) 1.234ms"));
        assertEquals(
                Optional.of(new GcPause(1795999999200L, true, 38.9, 30, 12)),
                GcPause.of("[1795999999200ms] GC(8) Pause Full (Allocation Failure) 30M->12M(40M) 38.900ms"));
    }

    @Test
    void passesOverTheRestOfTheLog() {
        assertEquals(Optional.empty(), GcPause.of("[1795999999123ms] Using Serial"));
        assertEquals(Optional.empty(), GcPause.of(""));
    }

    @Test
    void whatIsAllocatedIsWhatFillsTheHeapBetweenTwoPauses() {
        List<GcPause> pauses = List.of(
                new GcPause(10_000, false, 1, 20, 8),
                new GcPause(12_000, false, 1, 24, 10),
                new GcPause(14_000, false, 1, 26, 10));
        assertEquals((16 + 16) / 4.0, GcPause.megabytesASecond(pauses));
    }

    @Test
    void onePauseTellsNothingOfTheRate() {
        assertEquals(Double.NaN, GcPause.megabytesASecond(List.of(new GcPause(0, false, 1, 20, 8))));
    }
}
