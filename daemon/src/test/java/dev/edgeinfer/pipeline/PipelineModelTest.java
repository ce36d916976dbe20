package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A detector that takes the place of another while cameras deliver. */
class PipelineModelTest extends PipelineOnFakeSources {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    private final FakeDetector next = new FakeDetector();

    @Test
    void theChangeWaitsForTheInferenceThatRunsAndLosesNoFrame() throws Exception {
        Semaphore permits = new Semaphore(0);
        detector.behind(permits);
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 100).forEach(source::picture);
        source.end();
        start("porch");
        await().until(() -> detector.calls() == 1);

        assertFalse(use(Duration.ofMillis(1)), "the first inference has not ended");
        var change = CompletableFuture.supplyAsync(() -> use(AMPLE));
        assertEquals(0, next.calls());
        permits.release(1000);

        assertTrue(change.get());
        int before = detector.calls();
        await().until(() -> seen.size() == 100);
        assertEquals(before, detector.calls(), "the one before is not used any more");
        assertEquals(100, before + next.calls());
        assertEquals(0, dropped(report("porch")));
    }

    @Test
    void aPictureThatWasPreparedForTheOneBeforeIsDetectedByTheNext() throws Exception {
        Semaphore permits = new Semaphore(1);
        detector.behind(permits).taking(Duration.ofSeconds(1));
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 4).forEach(source::picture);
        source.end();
        start("porch");
        // The second waits for its permit; the third is made ready just before that is expected to end.
        await().until(() -> detector.prepared() == 3);
        assertEquals(2, detector.calls());

        var changed = new AtomicBoolean();
        Thread changing = Thread.ofPlatform().start(() -> changed.set(use(AMPLE)));
        // Before it waits the change is not known to the loop, which would go on with the detector that it has.
        await().until(() -> changing.getState() == Thread.State.TIMED_WAITING);
        permits.release();
        changing.join();

        assertTrue(changed.get());
        await().until(() -> seen.size() == 4);
        assertEquals(2, detector.calls());
        assertEquals(2, next.calls());
        assertEquals(
                List.of(0, 1, 2, 3),
                seen.stream()
                        .map(frame -> frame.detections().getFirst().labelId())
                        .toList());
        assertEquals(0, dropped(report("porch")));
    }

    @Test
    void aPipelineThatHasEndedUsesNoneAnyMore() {
        camera("porch", Delivery.LIVE);
        start("porch");
        pipeline.close();

        assertTrue(use(AMPLE));
        assertEquals(0, next.calls());
    }

    private boolean use(Duration patience) {
        try {
            return pipeline.use(next, patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
