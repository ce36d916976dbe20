package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulates the loop for minutes of its own time: cameras that put frames into slots, a model that takes a while. */
class ScheduleTest {

    private static final double SECOND = 1e9;
    private static final double UNLIMITED = 0;

    /** A camera: its rate, how much each frame may be late (share of an interval), and the target rate. */
    private record Simulated(double cameraFps, double jitter, double targetFps, double priority) {

        private Simulated(double cameraFps, double jitter, double targetFps) {
            this(cameraFps, jitter, targetFps, 1);
        }

        private Pacer pacer() {
            return new Pacer(targetFps == UNLIMITED ? OptionalDouble.empty() : OptionalDouble.of(targetFps), priority);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30, 0, 25",
        "30, 0, 7",
        "30, 0, 10",
        "30, 0, 30",
        "30, 0, 29",
        "30, 0, 16",
        "30, 0, 1",
        "30, 0, 0.5",
        "25, 0, 24",
        "60, 0, 59",
        "15, 0, 14.5",
        "29.97, 0, 29.97",
        "30, 0.3, 25",
        "30, 0.3, 7",
        "30, 0.3, 29",
        "60, 0.5, 50"
    })
    void measuredRateIsWithinTwoPercentOfTheTarget(double cameraFps, double jitter, double targetFps) {
        double[] rates = rates(120, 0.005, new Simulated(cameraFps, jitter, targetFps));

        assertEquals(targetFps, rates[0], 0.02 * targetFps);
    }

    @Test
    void targetAboveTheCameraGivesEveryFrame() {
        assertEquals(15, rates(120, 0.005, new Simulated(15, 0.2, 25))[0], 0.02);
    }

    @Test
    void unlimitedGivesEveryFrameOrAllThatTheModelCanDo() {
        assertEquals(30, rates(60, 0.005, new Simulated(30, 0, UNLIMITED))[0], 0.05);
        assertEquals(10, rates(60, 0.1, new Simulated(30, 0, UNLIMITED))[0], 0.05);
    }

    @Test
    void camerasKeepTheirTargetsWhenTheModelIsFastEnough() {
        double[] rates =
                rates(120, 0.01, new Simulated(30, 0.2, 25), new Simulated(25, 0.2, 7), new Simulated(15, 0.2, 10));

        assertEquals(25, rates[0], 0.5);
        assertEquals(7, rates[1], 0.14);
        assertEquals(10, rates[2], 0.2);
    }

    @Test
    void overloadIsSharedInProportionToTheTargets() {
        double[] rates = rates(300, 0.05, new Simulated(60, 0, 30), new Simulated(60, 0, 10), new Simulated(60, 0, 20));

        assertEquals(20, Arrays.stream(rates).sum(), 0.2, "the model is never idle");
        assertEquals(10, rates[0], 0.2);
        assertEquals(10 / 3.0, rates[1], 0.2);
        assertEquals(20 / 3.0, rates[2], 0.2);
    }

    @Test
    void priorityMultipliesTheShare() {
        double[] rates = rates(
                300, 0.05, new Simulated(60, 0, 30, 3), new Simulated(60, 0, 30, 1), new Simulated(60, 0, 30, 0.5));

        assertEquals(20, Arrays.stream(rates).sum(), 0.2, "the model is never idle");
        assertEquals(20 * 3 / 4.5, rates[0], 0.2);
        assertEquals(20 * 1 / 4.5, rates[1], 0.2);
        assertEquals(20 * 0.5 / 4.5, rates[2], 0.2);
    }

    @Test
    void priorityMultipliesTheShareOfUnlimitedCamerasToo() {
        double[] rates = rates(300, 0.05, new Simulated(60, 0, UNLIMITED, 4), new Simulated(60, 0, UNLIMITED, 1));

        assertEquals(16, rates[0], 0.3);
        assertEquals(4, rates[1], 0.3);
    }

    @Test
    void whatAPreferredCameraDoesNotNeedTheOthersShare() {
        double[] rates = rates(
                300, 0.05, new Simulated(60, 0, 5, 100), new Simulated(60, 0, 30, 2), new Simulated(60, 0, 30, 1));

        assertEquals(5, rates[0], 0.1);
        assertEquals(10, rates[1], 0.3);
        assertEquals(5, rates[2], 0.3);
    }

    @Test
    void priorityTakesNothingFromAnyoneWhileTheModelKeepsUp() {
        double[] rates = rates(120, 0.005, new Simulated(30, 0, 25, 0.01), new Simulated(30, 0, 10, 100));

        assertEquals(25, rates[0], 0.5);
        assertEquals(10, rates[1], 0.2);
    }

    @Test
    void unlimitedCameraDoesNotStarveTheOthers() {
        double[] rates = rates(120, 0.05, new Simulated(60, 0, UNLIMITED), new Simulated(60, 0, 5));

        assertEquals(20, Arrays.stream(rates).sum(), 0.2, "the model is never idle");
        assertTrue(rates[1] > 2.7, () -> "5 fps asked, a share of 2.9 fair, %s given".formatted(rates[1]));
    }

    @ParameterizedTest
    @CsvSource({"0.005, 10", "0.02, 10", "0.1, 10", "0.1, 1", "0.4, 10", "2, 0.3", "0.02, 0"})
    void resultIsNeverOlderThanOneFrameIntervalAndOneInference(double inference, double target) {
        Simulated[] cameras = {
            new Simulated(30, 0.3, target),
            new Simulated(5, 0, target),
            new Simulated(0.7, 0, target, 0.1),
            new Simulated(1000, 0.5, UNLIMITED, 10),
            new Simulated(15, 0.5, target, 3)
        };
        double[] oldest = simulate(300, inference, cameras).oldest();

        for (int i = 0; i < cameras.length; i++) {
            double longestInterval = (1 + cameras[i].jitter()) / cameras[i].cameraFps();
            double bound = longestInterval + inference + 1e-6;
            assertTrue(
                    oldest[i] >= inference - 1e-6 && oldest[i] <= bound, cameras[i] + " was " + oldest[i] + " s old");
        }
    }

    @Test
    void fastCameraCostsASlowOneNoFrame() {
        double[] rates = rates(120, 0.02, new Simulated(1000, 0.5, UNLIMITED), new Simulated(30, 0, 10));

        assertEquals(10, rates[1], 0.2);
    }

    @Test
    void cameraWithoutAFrameIsPassedOver() {
        Schedule schedule = schedule(10, 10);

        assertEquals(OptionalInt.empty(), schedule.next(0, _ -> false));
        assertEquals(OptionalInt.of(1), schedule.next(0, camera -> camera == 1));
    }

    @Test
    void wakesWhenACameraWithAFrameBecomesDue() {
        Schedule schedule = schedule(10, 100);
        schedule.started(0, 0);
        schedule.started(1, 0);

        assertEquals(OptionalLong.empty(), schedule.wakeAt(0, _ -> false));
        assertEquals(OptionalLong.of(100_000_000), schedule.wakeAt(0, camera -> camera == 0));
        assertEquals(OptionalLong.of(10_000_000), schedule.wakeAt(0, _ -> true));
        assertEquals(OptionalLong.of(20_000_000), schedule.wakeAt(20_000_000, _ -> true));
    }

    @Test
    void cameraThatIsDueLongestIsFirst() {
        Schedule schedule = schedule(10, 10);
        schedule.started(0, 0);
        schedule.started(1, 40_000_000);

        assertEquals(OptionalInt.of(0), schedule.next(150_000_000, _ -> true));
    }

    @Test
    void cameraThatWasAwaySavesNothingUp() {
        Schedule schedule = schedule(10, 10);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            schedule.started(0, now);
            now += 100_000_000;
        }
        int inFavour = 0;
        for (int i = 0; i < 10; i++) {
            int next = schedule.next(now, _ -> true).orElseThrow();
            schedule.started(next, now);
            inFavour += next;
            now += 200_000_000;
        }
        assertTrue(inFavour <= 6, "of 10 turns the one that was away got " + inFavour);
    }

    private static Schedule schedule(double... targets) {
        return new Schedule(Arrays.stream(targets)
                .mapToObj(target -> new Pacer(OptionalDouble.of(target), 1))
                .toList());
    }

    /** Inferences a second of each camera over a number of simulated seconds. */
    @Test
    void whileCamerasWouldTakeAllEveryFifthInferenceIsForRequests() {
        double[] rates = withRequests(300, 0.05, new Simulated(60, 0, 30), new Simulated(60, 0, 10, 2));

        assertEquals(20, Arrays.stream(rates).sum(), 0.2, "the model is never idle");
        assertEquals(20 * InferenceRequests.SHARE, rates[2], 0.1);
        assertEquals(16 * 30 / 50.0, rates[0], 0.2);
        assertEquals(16 * 20 / 50.0, rates[1], 0.2);
    }

    @Test
    void requestsTakeNothingFromCamerasWhileTheModelKeepsUpAndGetTheRest() {
        double[] rates = withRequests(120, 0.005, new Simulated(30, 0, 25), new Simulated(30, 0, 10));

        assertEquals(25, rates[0], 0.5);
        assertEquals(10, rates[1], 0.2);
        assertEquals(200 - 35, rates[2], 1);
    }

    @Test
    void anUnlimitedCameraLeavesRequestsTheirShareToo() {
        double[] rates = withRequests(120, 0.05, new Simulated(60, 0, UNLIMITED, 50));

        assertEquals(20 * InferenceRequests.SHARE, rates[1], 0.1);
    }

    /** The last of the rates is that of requests, which come without a pause. */
    private static double[] withRequests(double seconds, double inferenceSeconds, Simulated... cameras) {
        Simulated[] parties = Arrays.copyOf(cameras, cameras.length + 1);
        parties[cameras.length] = new Simulated(1000, 0, UNLIMITED);
        List<Pacer> pacers =
                new ArrayList<>(Stream.of(cameras).map(Simulated::pacer).toList());
        pacers.add(Pacer.beside(pacers, InferenceRequests.SHARE));
        return simulate(seconds, inferenceSeconds, pacers, parties).rates();
    }

    private static double[] rates(double seconds, double inferenceSeconds, Simulated... cameras) {
        return simulate(seconds, inferenceSeconds, cameras).rates();
    }

    private static Outcome simulate(double seconds, double inferenceSeconds, Simulated... cameras) {
        return simulate(
                seconds,
                inferenceSeconds,
                Stream.of(cameras).map(Simulated::pacer).toList(),
                cameras);
    }

    /**
     * What came of a number of simulated seconds, camera by camera.
     *
     * @param rates inferences a second
     * @param oldest greatest age of a result when it was there, in seconds
     */
    private record Outcome(double[] rates, double[] oldest) {}

    private static Outcome simulate(double seconds, double inferenceSeconds, List<Pacer> pacers, Simulated... cameras) {
        Random random = new Random(7);
        Schedule schedule = new Schedule(pacers);
        long[] frame = new long[cameras.length];
        double[] nextFrame = new double[cameras.length];
        double[] captured = new double[cameras.length];
        boolean[] slot = new boolean[cameras.length];
        long[] inferences = new long[cameras.length];
        double[] oldest = new double[cameras.length];
        double end = seconds * SECOND;
        double now = 0;
        while (now < end) {
            for (int i = 0; i < cameras.length; i++) {
                while (nextFrame[i] <= now) {
                    slot[i] = true;
                    captured[i] = nextFrame[i];
                    frame[i]++;
                    double late = cameras[i].jitter() * random.nextDouble();
                    nextFrame[i] = (frame[i] + late) * SECOND / cameras[i].cameraFps();
                }
            }
            OptionalInt next = schedule.next((long) now, i -> slot[i]);
            if (next.isPresent()) {
                int chosen = next.getAsInt();
                schedule.started(chosen, (long) now);
                slot[chosen] = false;
                inferences[chosen]++;
                now += inferenceSeconds * SECOND;
                oldest[chosen] = Math.max(oldest[chosen], (now - captured[chosen]) / SECOND);
            } else {
                double wake = Arrays.stream(nextFrame).min().orElseThrow();
                OptionalLong due = schedule.wakeAt((long) now, i -> slot[i]);
                now = Math.max(now + 1, due.isPresent() ? Math.min(wake, due.getAsLong()) : wake);
            }
        }
        return new Outcome(
                Arrays.stream(inferences).mapToDouble(count -> count / seconds).toArray(), oldest);
    }
}
