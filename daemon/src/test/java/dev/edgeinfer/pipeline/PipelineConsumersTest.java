package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What those hear and see who use the results, and that none of them harms the others. */
class PipelineConsumersTest extends PipelineOnFakeSources {

    @Test
    void slowAndFailingSubscribersCostTheOthersNothing() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 300).forEach(source::picture);
        pipeline = build(unlimited("porch"));
        Subscription stuck = pipeline.bus().subscribe("stuck", Backlog.QUEUE, _ -> awaitUninterrupted(never));
        Subscription broken = pipeline.bus().subscribe("broken", Backlog.QUEUE, _ -> {
            throw new IllegalStateException("a bug in a subscriber");
        });
        pipeline.bus().listen((_, _) -> {
            throw new IllegalStateException("a bug in a listener");
        });
        pipeline.start();

        await().until(() -> report("porch").loop().detected() == 300);
        await().until(() -> broken.failures() + broken.dropped() == 300);
        await().until(() -> stuck.dropped() >= 300 - 64 - 1);
        assertEquals(List.of(stuck, broken), pipeline.bus().subscriptions());
        assertEquals(300, seen.size());
        never.countDown();
    }

    @Test
    void errorOfAListenerDoesNotEndTheLoop() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 5).forEach(source::picture);
        pipeline = build(unlimited("porch"));
        pipeline.bus().listen((_, detections) -> {
            if (detections.sequence() == 2) {
                throw new StackOverflowError();
            }
        });
        pipeline.start();

        await().until(() -> report("porch").loop().detected() == 4);
        assertEquals(1L, report("porch").camera().dropped().get(DropReason.DETECTOR_FAILED));
    }

    @Test
    void whoDecidesDoesNotWaitUntilVirtualThreadsHaveComputed() throws InterruptedException {
        camera("porch", Delivery.LIVE).picture(1);
        pipeline = build(unlimited("porch"));
        CountDownLatch heard = new CountDownLatch(1);
        pipeline.bus().subscribe("decides", Backlog.QUEUE, _ -> heard.countDown());
        // As many as can run at once, and none of them lets another one run.
        int carriers = Runtime.getRuntime().availableProcessors();
        CountDownLatch busy = new CountDownLatch(carriers);
        AtomicBoolean enough = new AtomicBoolean();
        for (int i = 0; i < carriers; i++) {
            Thread.startVirtualThread(() -> {
                busy.countDown();
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        try {
            busy.await();
            pipeline.start();
            assertTrue(heard.await(10, TimeUnit.SECONDS));
        } finally {
            enough.set(true);
        }
    }

    @Test
    void closedSubscriptionHearsNothingMore() {
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        pipeline = build(unlimited("porch"));
        List<DetectionFrame> heard = new CopyOnWriteArrayList<>();
        Subscription subscription = pipeline.bus().subscribe("brief", Backlog.QUEUE, heard::add);
        pipeline.start();
        await().until(() -> heard.size() == 1);
        subscription.close();

        source.picture(2);
        await().until(() -> seen.size() == 2);
        assertEquals(1, heard.size());
        assertFalse(pipeline.bus().subscriptions().contains(subscription));
    }

    @Test
    void latestPixelsStayWhileTheyAreUsed() throws InterruptedException {
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        start("porch");
        await().until(() -> seen.size() == 1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        List<Integer> levels = new CopyOnWriteArrayList<>();
        Thread slow = Thread.ofPlatform().start(() -> pipeline.latest().withLatest("porch", (frame, detections) -> {
            levels.add((int) frame.image().data().get());
            entered.countDown();
            awaitUninterrupted(leave);
            levels.add((int) frame.image().data().get());
            levels.add(detections.detections().getFirst().labelId());
            return null;
        }));
        entered.await();
        for (int i = 2; i <= 40; i++) {
            source.picture(i);
            int expected = i;
            await().until(() -> seen.size() == expected);
        }
        leave.countDown();
        slow.join();

        assertEquals(List.of(1, 1, 1), levels);
        assertEquals(40, pipeline.latest().latest("porch").orElseThrow().sequence());
        assertTrue(pipeline.latest().withLatest("attic", (_, _) -> "x").isEmpty());
    }

    @Test
    void changesOfStateAreHeard() {
        camera("porch", Delivery.LIVE).picture(1).fail("unplugged");
        start("porch");

        await().until(() -> states.stream().anyMatch(status -> status.state() == CameraState.RETRYING));
        CameraStatus lost = states.stream()
                .filter(status -> status.state() == CameraState.RETRYING)
                .findFirst()
                .orElseThrow();
        assertEquals("porch", lost.camera());
        assertEquals(Optional.of("unplugged"), lost.error());
    }
}
