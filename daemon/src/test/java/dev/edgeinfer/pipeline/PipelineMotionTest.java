package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.MotionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Which pictures are detected when only those are to be in which something moves. */
class PipelineMotionTest extends PipelineOnFakeSources {

    /** Without a hold time, so that counts do not depend on how quickly the pictures follow each other. */
    private static final MotionConfig CONFIG = new MotionConfig(15, 0.01, Duration.ZERO, Duration.ofHours(1));

    private final List<String> stillCameras = new CopyOnWriteArrayList<>();

    @Test
    void picturesInWhichNothingMovesAreCountedAndWhatWasSeenStands() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        for (int grey : new int[] {100, 100, 101, 102, 200, 200, 200, 90}) {
            source.picture(grey);
        }
        open();
        await().until(() -> seen.size() + stillCameras.size() == 8);

        assertEquals(
                List.of(1L, 5L, 8L), seen.stream().map(DetectionFrame::sequence).toList());
        assertEquals(List.of("porch", "porch", "porch", "porch", "porch"), stillCameras);
        assertEquals(5L, report("porch").camera().dropped().get(DropReason.STILL));
        await().until(() -> report("porch").loop().detected() == 3);
        assertEquals(
                Optional.of(new MotionStatus(false, 5.0 / 8)),
                report("porch").loop().motion());
        assertEquals(8, pipeline.latest().latest("porch").orElseThrow().sequence());
    }

    @Test
    void theStatusSaysThatNothingMoves() {
        camera("porch", Delivery.ON_DEMAND).picture(100).picture(100);
        open();

        await().until(() -> report("porch").loop().motion().orElseThrow().still());
        assertEquals(1, pipeline.latest().latest("porch").orElseThrow().sequence());
        assertEquals(0.0, report("porch").loop().motion().orElseThrow().skippedShare() - 0.5);
    }

    @Test
    void aPictureOfAnotherSizeIsDetected() {
        camera("porch", Delivery.ON_DEMAND)
                .picture(100)
                .picture(100)
                .then(new Picture(12, 6, 100, 0))
                .then(new Picture(12, 6, 100, 0));
        open();
        await().until(() -> seen.size() + stillCameras.size() == 4);

        assertEquals(
                List.of(1L, 3L), seen.stream().map(DetectionFrame::sequence).toList());
    }

    @Test
    void theFirstPictureAfterALossIsDetectedHoweverMuchItIsLikeTheLast() {
        FakeSource source = camera("porch", Delivery.LIVE).picture(100);
        open();
        await().until(() -> seen.size() == 1);
        source.picture(100);
        await().until(() -> stillCameras.size() == 1);

        source.fail("unplugged");
        source.picture(100);
        await().until(() -> seen.size() == 2);
        source.picture(100);
        await().until(() -> stillCameras.size() == 2);
        assertTrue(states.stream().anyMatch(status -> status.state().isLost()));
    }

    @Test
    void whoHasForgottenWhatWasSeenCanHaveTheNextPictureLookedAt() {
        FakeSource source = camera("porch", Delivery.LIVE).picture(100);
        open();
        await().until(() -> seen.size() == 1);
        source.picture(100);
        await().until(() -> stillCameras.size() == 1);

        pipeline.refresh("porch");
        pipeline.refresh("nobody");
        source.picture(100);
        await().until(() -> seen.size() == 2);
        source.picture(100);
        await().until(() -> stillCameras.size() == 2);
    }

    @Test
    void inABurstEveryPictureIsDetectedAndTheGateGoesOnLooking() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND).picture(100);
        open();
        await().until(() -> seen.size() == 1);

        pipeline.burst(Duration.ofHours(1), List.of());
        // Shorter than the one that runs, so it cuts nothing.
        pipeline.burst(Duration.ZERO, List.of("porch"));
        source.picture(100).picture(100).picture(200).picture(200);
        await().until(() -> seen.size() == 5);
        assertEquals(List.of(), stillCameras);
        assertEquals(0, report("porch").camera().dropped().getOrDefault(DropReason.STILL, 0L));
    }

    @Test
    void aBurstEndsByItselfAndIsForTheCamerasThatAreNamed() {
        FakeSource porch = camera("porch", Delivery.ON_DEMAND).picture(100);
        FakeSource yard = camera("yard", Delivery.ON_DEMAND).picture(100);
        pipeline =
                build(unlimited("porch").withMotion(CONFIG), unlimited("yard").withMotion(CONFIG));
        pipeline.bus().onStill(stillCameras::add);
        pipeline.start();
        await().until(() -> seen.size() == 2);

        pipeline.burst(Duration.ofHours(1), List.of("yard"));
        pipeline.burst(Duration.ZERO, List.of("porch"));
        porch.picture(100);
        yard.picture(100);
        await().until(() -> seen.size() == 3 && stillCameras.size() == 1);
        assertEquals("yard", seen.getLast().camera());
        assertEquals(List.of("porch"), stillCameras);
    }

    @Test
    void aBurstOfACameraThatIsNotThereIsRefused() {
        camera("porch", Delivery.ON_DEMAND);
        open();
        assertThrows(IllegalArgumentException.class, () -> pipeline.burst(Duration.ofSeconds(1), List.of("cellar")));
    }

    @Test
    void withoutGatingEveryPictureIsDetected() {
        camera("porch", Delivery.ON_DEMAND).picture(100).picture(100).picture(100);
        start("porch");
        await().until(() -> seen.size() == 3);

        assertEquals(Optional.empty(), report("porch").loop().motion());
    }

    private void open() {
        pipeline = build(unlimited("porch").withMotion(CONFIG));
        pipeline.bus().onStill(stillCameras::add);
        pipeline.start();
    }
}
