package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.SimulatedClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallBudgetTest {

    private final SimulatedClock clock = new SimulatedClock();
    private long received = 1_000_000_000;
    private long resident = 1_000_000_000;
    private final CallBudget budget = new CallBudget(clock, () -> resident);

    @Test
    void eachCallMayReceiveSoMuch() {
        budget.count(() -> received);
        for (int call = 0; call < 3; call++) {
            received += CallBudget.MOST_BYTES;
            assertFalse(budget.isSpent());
            budget.begin();
        }
        received += CallBudget.MOST_BYTES + 1;
        assertTrue(budget.isSpent());
        received = 0;
        assertTrue(budget.isSpent(), "until the next call");
        assertEquals(
                Optional.of("sends 16 MB without the end of a picture in them; is it the right stream?"),
                budget.problem());
        budget.begin();
        assertFalse(budget.isSpent());
        assertEquals(Optional.empty(), budget.problem());
    }

    @Test
    void whereNobodyCountsNothingIsTooMuch() {
        budget.count(() -> received);
        budget.count(() -> 0);
        received += CallBudget.MOST_BYTES + 1;
        assertFalse(budget.isSpent());
    }

    @Test
    void theProcessMayGrowSoMuchInACallThatReadsAllTheTime() {
        assertFalse(readsAfter(Duration.ZERO));
        resident += CallBudget.MOST_GROWTH;
        assertFalse(readsAfter(Duration.ofMillis(5)));
        resident += 1;
        assertFalse(budget.isSpent(), "not looked at again so soon");
        assertTrue(readsAfter(Duration.ofMillis(5)));
        assertEquals(
                Optional.of("sends so much that is no picture that it took 256 MB of memory; is it the right stream?"),
                budget.problem());
    }

    @Test
    void whatOthersTakeMeanwhileIsNotHeldAgainstACallThatWaits() {
        assertFalse(readsAfter(Duration.ZERO));
        resident += 2 * CallBudget.MOST_GROWTH;
        for (int i = 0; i < 100; i++) {
            assertFalse(readsAfter(Duration.ofMillis(100)));
        }
        budget.begin();
        assertFalse(readsAfter(Duration.ofMillis(1)));
        assertFalse(readsAfter(Duration.ofMillis(5)));
    }

    private boolean readsAfter(Duration time) {
        clock.advance(time);
        return budget.isSpent();
    }
}
