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
            choice.arrived(i * SECOND / streamFps, i == 0);
        }
        assertEquals(passed, choice.passed(false));
    }

    @Test
    void nothingIsPassedOverBeforeTheRateIsKnown() {
        var choice = new PictureChoice(OptionalDouble.of(1), Skip.AUTO);
        for (int i = 0; i < 30; i++) {
            choice.arrived(i * SECOND / 30, i == 0);
        }
        assertEquals(Passed.NONE, choice.passed(false));
    }

    @ParameterizedTest
    @CsvSource({
        // Key frames every second are enough for one picture a second, not for two.
        "30, 1, NON_KEY",
        "30, 2, NON_REFERENCE",
        "33, 1, NON_KEY",
        "34, 1, NON_REFERENCE",
        // All are key frames.
        "1, 30, NON_KEY"
    })
    void keyFramesAloneAreDecodedWhereTheySuffice(int framesBetween, double targetFps, Passed passed) {
        var choice = new PictureChoice(OptionalDouble.of(targetFps), Skip.AUTO);
        run(choice, 0, 10 * 30, framesBetween);

        assertEquals(passed, choice.passed(true));
    }

    @Test
    void whatRefersToOthersIsDecodedAgainFromAKeyFrameOn() {
        var choice = new PictureChoice(OptionalDouble.of(1), Skip.AUTO);
        run(choice, 0, 300, 30);
        assertEquals(Passed.NON_KEY, choice.passed(false));

        // From now on there is one in three seconds.
        run(choice, 300, 481, 90);
        assertEquals(Passed.NON_KEY, choice.passed(false));
        assertEquals(Passed.NON_REFERENCE, choice.passed(true));
        assertEquals(Passed.NON_REFERENCE, choice.passed(false));
    }

    @Test
    void keyFramesAreNotReliedOnBeforeSomeHaveCome() {
        var choice = new PictureChoice(OptionalDouble.of(1), Skip.AUTO);
        run(choice, 0, 3 * 30, 30);

        assertEquals(Passed.NON_REFERENCE, choice.passed(true));
    }

    /** Packets of a stream of 30 pictures a second. */
    private static void run(PictureChoice choice, int from, int to, int framesBetween) {
        for (int i = from; i < to; i++) {
            choice.arrived(i * SECOND / 30, i % framesBetween == 0);
        }
    }
}
