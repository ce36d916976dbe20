package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.ffmpeg.VideoDecoder.Passed;
import dev.edgeinfer.config.SourceConfig.Skip;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureChoiceTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        // No more often than twice the target, or 20 times a second where the target is low.
        "1000, 30, 60",
        "1000, 1, 20",
        "100, 30, 60",
        "25, 10, 20",
        // Of a stream that is slow enough everything.
        "15, 10, 15",
        "5, 1, 5"
    })
    void noMoreIsHandedOutThanIsOfUse(int streamFps, double targetFps, int expected) {
        var choice = new PictureChoice(OptionalDouble.of(targetFps), Skip.AUTO);
        int wanted = 0;
        for (int i = 0; i < 10 * streamFps; i++) {
            wanted += choice.wants(i * SECOND / streamFps) ? 1 : 0;
        }
        assertEquals(10 * expected, wanted, 0.1 * expected + 1);
    }

    @Test
    void withoutATargetEverythingIsWanted() {
        var choice = new PictureChoice(OptionalDouble.empty(), Skip.AUTO);
        for (int i = 0; i < 1000; i++) {
            assertTrue(choice.wants(i));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30, 10, AUTO, NON_REFERENCE",
        "20, 10, AUTO, NON_REFERENCE",
        "19, 10, AUTO, NONE",
        "30, 1, NONE, NONE",
        "5, 10, NON_REFERENCE, NON_REFERENCE",
        "5, 10, NON_KEY, NON_KEY"
    })
    void whatNeedNotBeDecodedFollowsFromTheRates(int streamFps, double targetFps, Skip skip, Passed passed) {
        var choice = new PictureChoice(OptionalDouble.of(targetFps), skip);
        for (int i = 0; i <= 3 * streamFps; i++) {
            choice.arrived(i * SECOND / streamFps);
        }
        assertEquals(passed, choice.passed());
    }

    @Test
    void nothingIsPassedOverBeforeTheRateIsKnown() {
        var choice = new PictureChoice(OptionalDouble.of(1), Skip.AUTO);
        for (int i = 0; i < 30; i++) {
            choice.arrived(i * SECOND / 30);
        }
        assertEquals(Passed.NONE, choice.passed());
    }
}
