package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloodGateTest {

    private final FloodGate gate = new FloodGate();

    @ParameterizedTest
    @CsvSource({"30, 600", "120, 2400", "250, 5000", "1000, 5250", "100000, 5250"})
    void admitsWhatACameraDeliversAndNotWhatAFloodDoes(int fps, long expected) {
        assertEquals(expected, admitted(0, 20L * fps, 1_000_000_000L / fps), 1);
    }

    @Test
    void aBurstPasses() {
        assertEquals(250, admitted(0, 1000, 0));
        assertEquals(0, admitted(0, 10, 0));
        assertEquals(125, admitted(500_000_000, 1000, 0), "half a second later");
    }

    @Test
    void aPauseSavesUpOneBurstOnly() {
        admitted(0, 250, 0);

        assertEquals(250, admitted(3_600_000_000_000L, 1000, 0));
    }

    private long admitted(long from, long pictures, long interval) {
        return LongStream.range(0, pictures)
                .filter(picture -> gate.admits(from + picture * interval))
                .count();
    }
}
