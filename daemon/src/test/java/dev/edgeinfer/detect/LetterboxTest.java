package dev.edgeinfer.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Fit.Position;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.SampleManifest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LetterboxTest {

    private static Input input(int width, int height, Position position) {
        return SampleManifest.input(width, height, new Fit.Letterbox(position, 114));
    }

    @ParameterizedTest(name = "{0}x{1} into {2}x{3} {4}")
    @CsvSource({
        "640,   480,   416, 416, TOP_LEFT, 0,   0,   416, 312",
        "640,   480,   416, 416, CENTRE,   0,   52,  416, 312",
        "480,   640,   416, 416, CENTRE,   52,  0,   312, 416",
        "320,   320,   416, 416, CENTRE,   0,   0,   416, 416",
        "1920,  1080,  640, 384, CENTRE,   0,   12,  640, 360",
        "641,   481,   416, 416, CENTRE,   0,   52,  416, 312",
        "3,     2,     416, 416, CENTRE,   0,   69,  416, 277",
        "1,     1,     416, 416, CENTRE,   0,   0,   416, 416",
        "10000, 1,     416, 416, CENTRE,   0,   207, 416, 1",
        "1,     10000, 416, 416, TOP_LEFT, 0,   0,   1,   416",
    })
    void keepsTheAspectRatio(
            int frameWidth,
            int frameHeight,
            int width,
            int height,
            Position position,
            int left,
            int top,
            int resizedWidth,
            int resizedHeight) {
        assertEquals(
                new Letterbox(frameWidth, frameHeight, left, top, resizedWidth, resizedHeight),
                Letterbox.plan(input(width, height, position), frameWidth, frameHeight));
    }

    @Test
    void stretchFillsTheInput() {
        assertEquals(
                new Letterbox(640, 480, 0, 0, 224, 160),
                Letterbox.plan(SampleManifest.input(224, 160, new Fit.Stretch()), 640, 480));
    }

    @ParameterizedTest
    @EnumSource(Position.class)
    void everyFrameLiesInsideTheInputAndMapsBackOntoItself(Position position) {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            int width = 1 + random.nextInt(random.nextBoolean() ? 8 : 5000);
            int height = 1 + random.nextInt(random.nextBoolean() ? 8 : 5000);
            var input = input(32 * (1 + random.nextInt(40)), 32 * (1 + random.nextInt(40)), position);
            var plan = Letterbox.plan(input, width, height);

            assertTrue(plan.left() >= 0 && plan.top() >= 0 && plan.width() >= 1 && plan.height() >= 1, plan::toString);
            assertTrue(plan.left() + plan.width() <= input.width(), plan::toString);
            assertTrue(plan.top() + plan.height() <= input.height(), plan::toString);
            assertTrue(plan.width() == input.width() || plan.height() == input.height(), plan::toString);
            assertEquals(
                    new Box(0, 0, width, height),
                    plan.toFrame(plan.left(), plan.top(), plan.left() + plan.width(), plan.top() + plan.height()));
        }
    }

    @Test
    void aBoxMapsToThePixelsOfTheFrame() {
        var plan = Letterbox.plan(input(416, 416, Position.CENTRE), 640, 480);

        assertEquals(new Box(160, 120, 320, 240), plan.toFrame(104, 52 + 78, 312, 52 + 234));
    }

    @Test
    void aBoxIsCutAtTheEdgesOfTheFrame() {
        var plan = Letterbox.plan(input(416, 416, Position.CENTRE), 640, 480);

        assertEquals(new Box(0, 0, 640, 480), plan.toFrame(-1000, -1000, 1e30f, 1e30f));
        assertEquals(new Box(0, 0, 320, 240), plan.toFrame(-5, 10, 208, 52 + 156));
    }

    @Test
    void aBoxInThePaddingHasNoArea() {
        var plan = Letterbox.plan(input(416, 416, Position.CENTRE), 640, 480);

        var box = plan.toFrame(10, 5, 60, 40);

        assertEquals(0, box.height());
    }
}
