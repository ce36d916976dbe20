package dev.edgeinfer.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.randn;
import static org.bytedeco.opencv.global.opencv_core.setRNGSeed;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.edgeinfer.config.MotionConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a sequence of pictures are wanted, ten a second, in simulated time. */
class MotionGateTest {

    private static final MotionConfig CONFIG =
            new MotionConfig(15, 0.002, Duration.ofSeconds(5), Duration.ofSeconds(30));
    private static final long INTERVAL = 100_000_000L;

    private static final int TAKES = 8;

    /** Pictures from the last motion to the end of the hold time. */
    private static final int HELD = 51;

    private final MotionGate gate = new MotionGate(CONFIG);
    private final Mat scene = new Mat(480, 640, CV_8UC3);
    private final Map<Integer, List<Mat>> takes = new HashMap<>();
    private final Mat image = new Mat();
    private int taken;
    private long now = Long.MAX_VALUE - 1_000_000_000L;

    /** A wall with dark and light tiles. */
    @BeforeEach
    void paint() {
        setRNGSeed(7);
        for (int tile = 0; tile < 48; tile++) {
            square(scene, tile % 8 * 80, tile / 8 * 80, 80, 60 + 20 * (tile * 5 % 7));
        }
    }

    @AfterEach
    void free() {
        gate.close();
        takes.values().forEach(shots -> shots.forEach(Mat::close));
        List.of(scene, image).forEach(Mat::close);
    }

    @Test
    void ofAStillSceneWithNoiseOnlyTheFirstPicturesAndTheKeepAlivesAreWanted() {
        List<Integer> wanted = play(1000, i -> noisy(10));

        assertEquals(HELD + 3, wanted.size(), wanted.toString());
        assertEquals(List.of(50, 350, 650, 950), wanted.subList(HELD - 1, wanted.size()));
    }

    @Test
    void everyPictureOfSomethingThatMovesIsWantedAndTheHoldTimeAfterIt() {
        play(100, i -> noisy(10));

        List<Integer> wanted = play(200, i -> {
            noisy(10);
            if (i >= 20 && i < 60) {
                square(image, 10 * i, 200, 40, 250);
            }
        });

        assertEquals(20, wanted.getFirst());
        for (int i = 20; i < 60; i++) {
            assertTrue(wanted.contains(i), i + " of " + wanted);
        }
        // Where it was the place looks as before again, but for what the average has learned of it.
        assertTrue(wanted.getLast() >= 60 + HELD - 2 && wanted.getLast() <= 75 + HELD, wanted.toString());
    }

    @Test
    void whatIsSmallerThanTheLeastAreaIsNoMotion() {
        play(60, i -> noisy(5));

        List<Integer> wanted = play(60, i -> {
            noisy(5);
            square(image, 5 * i, 100, 8, 255);
        });

        assertEquals(List.of(), wanted);
    }

    @Test
    void whatComesToStayIsNoMotionInTheEnd() {
        play(60, i -> noisy(5));

        List<Integer> wanted = play(600, i -> {
            noisy(5);
            square(image, 200, 200, 120, 255);
        });

        assertEquals(0, wanted.getFirst());
        assertTrue(wanted.size() > HELD && wanted.size() < 200, wanted.size() + " wanted");
        assertFalse(wanted.contains(200));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, -50})
    void aLightThatIsSwitchedIsLookedAtOnceAndHidesNothingAfterwards(int step) {
        play(60, i -> noisy(5));

        List<Integer> switched = play(200, i -> {
            noisy(5);
            brighten(step);
        });
        assertEquals(0, switched.getFirst());
        assertEquals(HELD, switched.size(), switched.toString());

        List<Integer> entered = play(3, i -> {
            noisy(5);
            brighten(step);
            square(image, 100 + 10 * i, 100, 60, 250);
        });
        assertEquals(List.of(0, 1, 2), entered);
    }

    @Test
    void aLampThatLightsHalfTheRoomIsLookedAtOnce() {
        play(60, i -> noisy(5));

        List<Integer> wanted = play(300, i -> {
            noisy(5);
            try (Rect left = new Rect(0, 0, 400, 480);
                    Mat lit = new Mat(image, left)) {
                lit.convertTo(lit, CV_8UC3, 1.6, 20);
            }
        });

        assertEquals(0, wanted.getFirst());
        assertEquals(HELD, wanted.size(), wanted.toString());
    }

    @Test
    void anExposureThatFollowsTheSunIsNoMotion() {
        play(60, i -> noisy(5));

        List<Integer> wanted = play(250, i -> {
            noisy(5);
            brighten(i / 5);
        });

        assertEquals(List.of(), wanted);
    }

    @Test
    void picturesOfAnotherSizeAreTheFirstOnes() {
        play(100, i -> noisy(5));
        try (Mat other = new Mat(240, 320, CV_8UC3, Scalar.all(100))) {
            List<Integer> wanted = play(100, i -> other.copyTo(image));
            assertEquals(HELD, wanted.size());
            assertEquals(0, wanted.getFirst());
        }
    }

    @Test
    void onePixelIsAPicture() {
        try (Mat pixel = new Mat(1, 1, CV_8UC3, Scalar.all(100));
                Mat line = new Mat(1, 5000, CV_8UC3, Scalar.all(100))) {
            assertEquals(HELD, play(60, i -> pixel.copyTo(image)).size());
            assertEquals(HELD, play(60, i -> line.copyTo(image)).size());
        }
    }

    @Test
    void aLargePictureIsLookedAtLikeASmallOne() {
        try (Mat large = new Mat(1080, 1920, CV_8UC3, Scalar.all(100))) {
            assertEquals(HELD, play(100, i -> large.copyTo(image)).size());
            List<Integer> wanted = play(10, i -> {
                large.copyTo(image);
                square(image, 50 * i, 400, 120, 200);
            });
            assertEquals(10, wanted.size());
        }
    }

    @Test
    void afterForgettingThePicturesAreTheFirstOnes() {
        play(100, i -> noisy(5));
        gate.forget();

        assertEquals(HELD, play(100, i -> noisy(5)).size());
    }

    @Test
    void aPictureThatDoesNotMoveAllocatesNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        noisy(5);
        for (int i = 0; i < 100; i++) {
            gate.wants(image, now += INTERVAL);
        }
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            gate.wants(image, now += INTERVAL);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(allocated < 1000, allocated + " bytes in 1000 pictures");
    }

    /** Numbers of the pictures that are wanted. */
    private List<Integer> play(int pictures, IntConsumer painter) {
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            painter.accept(i);
            if (gate.wants(image, now)) {
                wanted.add(i);
            }
            now += INTERVAL;
        }
        return wanted;
    }

    /** The scene as a camera of so much noise sees it; eight takes in turns. */
    private void noisy(int deviation) {
        takes.computeIfAbsent(deviation, this::shoot).get(taken++ % TAKES).copyTo(image);
    }

    private List<Mat> shoot(int deviation) {
        List<Mat> shots = new ArrayList<>();
        try (Mat noise = new Mat(480, 640, CV_8UC3);
                Mat mean = new Mat(1, 1, CV_64F, Scalar.all(20));
                Mat spread = new Mat(1, 1, CV_64F, Scalar.all(deviation))) {
            for (int i = 0; i < TAKES; i++) {
                Mat shot = new Mat();
                randn(noise, mean, spread);
                add(scene, noise, shot);
                shots.add(shot);
            }
        }
        return shots;
    }

    private void brighten(int levels) {
        image.convertTo(image, CV_8UC3, 1, levels);
    }

    private static void square(Mat canvas, int x, int y, int side, int grey) {
        try (Rect place = new Rect(x, y, side, side);
                Scalar colour = Scalar.all(grey)) {
            rectangle(canvas, place, colour, -1, 8, 0);
        }
    }
}
