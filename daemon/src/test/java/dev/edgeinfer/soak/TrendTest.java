package dev.edgeinfer.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final double EXACT = 1e-9;

    @Test
    void aStraightLineRisesByItsEnds() {
        assertEquals(9, Trend.rise(List.of(1.0, 4.0, 7.0, 10.0)), EXACT);
        assertEquals(-9, Trend.rise(List.of(10.0, 7.0, 4.0, 1.0)), EXACT);
    }

    @Test
    void whatSwingsAndComesBackDoesNotRise() {
        assertEquals(0, Trend.rise(List.of(3.0, 9.0, 1.0, 9.0, 3.0)), EXACT);
    }

    @Test
    void oneValueDoesNotRise() {
        assertEquals(0, Trend.rise(List.of(5.0)), EXACT);
    }
}
