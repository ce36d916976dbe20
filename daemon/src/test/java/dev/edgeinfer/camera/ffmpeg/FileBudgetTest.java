package dev.edgeinfer.camera.ffmpeg;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.SourceException;
import org.junit.jupiter.api.Test;

class FileBudgetTest {

    private static final long MB = 1 << 20;

    private long read;
    private long resident = 100 * MB;
    private final FileBudget budget = new FileBudget("clip.h264", () -> resident);

    private boolean isSpentAfter(long moreRead, long moreResident) {
        read += moreRead;
        resident += moreResident;
        return budget.isSpent();
    }

    @Test
    void whoKeepsWhatItReadsIsStopped() {
        budget.count(() -> read);
        assertFalse(isSpentAfter(17 * MB, 17 * MB));
        assertFalse(isSpentAfter(15 * MB, 15 * MB));
        budget.requireSound();
        assertTrue(isSpentAfter(2 * MB, 2 * MB));
        assertTrue(isSpentAfter(0, -90 * MB), "for good");
        var failure = assertThrows(SourceException.class, budget::requireSound);
        assertTrue(failure.getMessage().startsWith("\"clip.h264\" has more than 16 MB without"), failure.getMessage());
    }

    @Test
    void whoReadsThroughAFileWithoutGrowingIsNot() {
        budget.count(() -> read);
        for (int i = 0; i < 1000; i++) {
            assertFalse(isSpentAfter(MB, 0));
        }
    }

    @Test
    void whatGrowsWhileLittleIsReadIsSomebodyElse() {
        budget.count(() -> read);
        assertFalse(isSpentAfter(10 * MB, 500 * MB));
    }

    @Test
    void eachPacketBeginsAnew() {
        budget.count(() -> read);
        for (int i = 0; i < 100; i++) {
            assertFalse(isSpentAfter(20 * MB, 30 * MB));
            budget.packetEnded();
        }
    }

    @Test
    void nothingCountsBeforeTheFileIsOpen() {
        assertFalse(isSpentAfter(500 * MB, 0));
        assertFalse(isSpentAfter(0, 500 * MB));
        budget.count(() -> read);
        assertFalse(isSpentAfter(MB, 0));
    }
}
