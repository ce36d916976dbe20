package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CallDeadlineIT {

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyCallHasItsDeadlineHoweverManyThereAre() throws IOException {
        FfmpegInput.silence();
        List<CallDeadline> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(new CallDeadline(MonotonicClock.SYSTEM));
        }
        CallDeadline deadline = new CallDeadline(MonotonicClock.SYSTEM);
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var interrupt = new AVIOInterruptCB()) {
            deadline.guard(interrupt);
            deadline.within(Duration.ofMillis(200));
            String address = "http://127.0.0.1:" + silent.getLocalPort();
            assertEquals(
                    AVERROR_EXIT(),
                    avio_open2(new AVIOContext(null), address, AVIO_FLAG_READ, interrupt, new AVDictionary(null)));
        }
        assertEquals(100, others.size());
    }

    @Test
    void aCallThatWaitsEndsWhenAnotherThreadSaysSo() throws Exception {
        FfmpegInput.silence();
        CallDeadline deadline = new CallDeadline(MonotonicClock.SYSTEM);
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var interrupt = new AVIOInterruptCB()) {
            deadline.guard(interrupt);
            deadline.within(Duration.ofHours(1));
            String address = "http://127.0.0.1:" + silent.getLocalPort();
            Thread aborting = Thread.startVirtualThread(() -> {
                try (var _ = silent.accept()) {
                    deadline.abort();
                    TimeUnit.SECONDS.sleep(30);
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertEquals(
                    AVERROR_EXIT(),
                    avio_open2(new AVIOContext(null), address, AVIO_FLAG_READ, interrupt, new AVDictionary(null)));
            aborting.interrupt();
        }
    }
}
