package dev.edgeinfer.camera;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FrameTest {

    @Test
    void lastReleaseReturnsTheBufferToThePool() {
        try (FramePool pool = new FramePool(1)) {
            Frame frame = pool.acquire().orElseThrow();
            assertTrue(pool.acquire().isEmpty());

            frame.retain();
            frame.release();
            assertEquals(0, pool.available());

            frame.release();
            assertSame(frame, pool.acquire().orElseThrow());
        }
    }

    @Test
    void releaseOnceTooOftenIsRefused() {
        try (FramePool pool = new FramePool(2)) {
            Frame frame = pool.acquire().orElseThrow();
            frame.release();

            assertThrows(IllegalStateException.class, frame::release);
            assertEquals(2, pool.available());
        }
    }

    @Test
    void useAfterTheLastReleaseIsRefused() {
        try (FramePool pool = new FramePool(1)) {
            Frame frame = pool.acquire().orElseThrow();
            frame.release();

            assertThrows(IllegalStateException.class, frame::retain);
            assertThrows(IllegalStateException.class, frame::image);
        }
    }

    @Test
    void bufferFollowsTheSizeOfThePicture() {
        try (FramePool pool = new FramePool(1)) {
            Frame frame = pool.acquire().orElseThrow();
            frame.image().create(4, 6, CV_8UC3);
            frame.stamp(1, 10, Instant.EPOCH);
            assertEquals("6x4", frame.width() + "x" + frame.height());
            frame.release();

            Frame again = pool.acquire().orElseThrow();
            again.image().create(8, 10, CV_8UC3);
            again.stamp(2, 20, Instant.EPOCH);
            assertEquals("10x8", again.width() + "x" + again.height());
            again.release();
        }
    }

    @Test
    void pixelsOfAHeldFrameOutliveThePool() {
        FramePool pool = new FramePool(1);
        Frame frame = pool.acquire().orElseThrow();
        frame.image().create(4, 6, CV_8UC3);
        pool.close();

        assertEquals(6, frame.image().cols());
        frame.release();
        assertTrue(pool.acquire().isEmpty());
    }

    @Test
    void awaitFrameReturnsWhenOneIsReleased() {
        try (FramePool pool = new FramePool(1)) {
            Frame held = pool.acquire().orElseThrow();
            CompletableFuture<Frame> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return pool.awaitFrame();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

            held.release();

            assertSame(held, waiting.orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void awaitFrameEndsWhenThePoolIsClosed() {
        FramePool pool = new FramePool(1);
        pool.acquire().orElseThrow();
        CompletableFuture<Frame> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return pool.awaitFrame();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        pool.close();

        waiting.orTimeout(30, TimeUnit.SECONDS);
        assertThrows(Exception.class, waiting::join);
    }
}
