package dev.edgeinfer.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

    @Test
    void theMachineIsBusyWithAllButWaiting() {
        // user 100, nice 20, system 30, idle 4000, iowait 500, irq 6, softirq 7, steal 8, guest 99 (in user), guest
        // nice 0
        assertEquals(
                100 + 20 + 30 + 6 + 7 + 8,
                ProcessorTime.ofMachine("cpu  100 20 30 4000 500 6 7 8 99 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"));
    }

    @Test
    void aProcessMayHaveAnyName() {
        assertEquals(
                12 + 34,
                ProcessorTime.ofProcess("42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 12 34 0 0 20 0 17 0 900"));
    }

    @Test
    void othersHaveWhatIsNotOurs() {
        var before = new ProcessorTime(1_000, 100);
        // In ten seconds 1.5 processors were busy, 1.2 of that with us.
        var after = new ProcessorTime(2_500, 1_300);
        assertEquals(0.3, after.takenByOthers(before, 10), 1e-9);
    }

    @Test
    void thisProcessIsPartOfThisMachine() throws IOException {
        ProcessorTime now = ProcessorTime.now(List.of(ProcessHandle.current().pid()));
        assertTrue(now.ours() > 0 && now.busy() >= now.ours(), now::toString);
    }
}
