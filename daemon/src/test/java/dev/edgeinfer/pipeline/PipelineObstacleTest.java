package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the watchdog asks of the pipeline. */
class PipelineObstacleTest extends PipelineOnFakeSources {

    private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void aCameraThatGivesNothingIsNone() {
        camera("silent", Delivery.LIVE);
        start("silent");

        assertEquals(Optional.empty(), pipeline.obstacle(System.nanoTime() + A_MINUTE));
    }

    @Test
    void anInferenceThatDoesNotEndIsOneUntilItEnds() {
        var gate = new Semaphore(0);
        detector.behind(gate);
        camera("porch", Delivery.LIVE).picture(1);
        start("porch");
        await().until(() -> detector.calls() == 1);

        assertEquals(Optional.empty(), pipeline.obstacle());
        String obstacle = pipeline.obstacle(System.nanoTime() + A_MINUTE).orElseThrow();
        assertTrue(obstacle.startsWith("an inference has not ended for 6"), obstacle);

        gate.release();

        await().until(() -> pipeline.obstacle(System.nanoTime() + A_MINUTE).isEmpty());
    }

    @Test
    void threadsThatHangAreOneOnceNoFurtherOneMayUntilOneReturns() {
        Duration atOnce = Duration.ofMillis(1);
        CameraPolicy impatient =
                new CameraPolicy(RetryPolicy.DEFAULT, atOnce, atOnce, atOnce, CameraPolicy.DEFAULT.closeWithin(), 6, 1);
        FakeSource source = camera("porch", Delivery.LIVE).ignoringEverything();
        pipeline = build(impatient, unlimited("porch"));
        pipeline.start();

        await().until(() -> pipeline.obstacle()
                .equals(Optional.of("camera \"porch\": 1 of its threads do not return from calls into its source")));
        assertEquals(1, report("porch").camera().threadsStuck());

        source.end();

        await().until(() -> pipeline.obstacle().isEmpty());
        await().until(() -> report("porch").camera().threadsStuck() == 0);
    }

    @Test
    void aLoopThatDoesNotRunIsOne() {
        camera("porch", Delivery.LIVE);
        pipeline = build(unlimited("porch"));

        assertEquals(Optional.of("the inference loop does not run"), pipeline.obstacle());
    }
}
