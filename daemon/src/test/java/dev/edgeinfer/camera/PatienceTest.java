package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.camera.Patience.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When something is done about a call that does not return; watched once a second. */
class PatienceTest {

    private final Patience patience = new Patience(CameraPolicy.DEFAULT);

    @Test
    void complainsThenAbortsThenAbandons() {
        assertEquals(List.of("COMPLAIN 5", "ABORT 15", "ABANDON 20", "ABANDON 21", "ABANDON 22"), verdicts(0, 0, 22));
    }

    @Test
    void nextCallBeginsAnew() {
        verdicts(0, 0, 16);

        assertEquals(List.of("COMPLAIN 21", "ABORT 31"), verdicts(16, 16, 34));
    }

    @Test
    void noCallIsWaitedFor() {
        assertEquals(Verdict.WAIT, patience.judge(SourceCall.IDLE, nanos(1000)));
    }

    @Test
    void processThatWasFrozenForAnHourGivesItsSourcesTimeToAnswer() {
        assertEquals(Verdict.WAIT, patience.judge(nanos(0), nanos(1)));
        assertEquals(List.of("COMPLAIN 3600", "ABORT 3610", "ABANDON 3615"), verdicts(0, 3600, 3615));
    }

    private List<String> verdicts(long began, long from, long until) {
        List<String> heard = new ArrayList<>();
        for (long second = from; second <= until; second++) {
            Verdict verdict = patience.judge(nanos(began), nanos(second));
            if (verdict != Verdict.WAIT) {
                heard.add(verdict + " " + second);
            }
        }
        return heard;
    }

    private static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
