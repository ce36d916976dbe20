package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG2VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that go on as something else than they began. */
@Timeout(120)
class ChangingStreamIT {

    private static final int WIDTH = 192;
    private static final int HEIGHT = 112;

    /** Where the 33 bits of a time stamp in MPEG-TS end, at 90 kHz. */
    private static final double WRAP_SECONDS = (1L << 33) / 90_000.0;

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @AfterEach
    void close() {
        image.close();
    }

    @Test
    void aSizeThatChangesWithinTheStreamIsFollowed() throws IOException {
        partsArrive(
                "video/h264",
                List.of(
                        new Part("192x112", Recording.h264(WIDTH, HEIGHT).bytes(folder, "h264", Map.of())),
                        new Part(
                                "384x224", Recording.h264(2 * WIDTH, 2 * HEIGHT).bytes(folder, "h264", Map.of())),
                        new Part("192x112", Recording.h264(WIDTH, HEIGHT).bytes(folder, "h264", Map.of()))));
    }

    @Test
    void aCodingThatChangesWithinTheStreamIsFollowed() throws IOException {
        partsArrive(
                "video/mp2t",
                List.of(
                        coded(AV_CODEC_ID_H264, WIDTH, HEIGHT),
                        coded(AV_CODEC_ID_MPEG2VIDEO, 2 * WIDTH, HEIGHT),
                        coded(AV_CODEC_ID_MPEG4, WIDTH, 2 * HEIGHT),
                        coded(AV_CODEC_ID_H264, 2 * WIDTH, 2 * HEIGHT)));
    }

    @Test
    void timeStampsThatJumpCostNoPicture() throws IOException {
        // Hours ahead, back, over the end of their numbers, and back again.
        List<Part> parts = new ArrayList<>();
        for (double offset : new double[] {0, 5 * 3600, 3600, WRAP_SECONDS - 1, 0}) {
            int width = WIDTH + 16 * parts.size();
            parts.add(new Part(
                    width + "x" + HEIGHT,
                    Recording.h264(width, HEIGHT)
                            .bytes(folder, "mpegts", Map.of("output_ts_offset", Double.toString(offset)))));
        }
        partsArrive("video/mp2t", parts);
    }

    @Test
    void inPiecesWhoseTimeStampsJumpTimeGoesOn() throws IOException {
        StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
        double[] offsets = {0, 5 * 3600, 3600, WRAP_SECONDS - 1, 0};
        for (int i = 0; i < offsets.length; i++) {
            Path piece = folder.resolve("piece%d.ts".formatted(i));
            Files.write(
                    piece,
                    Recording.h264(WIDTH, HEIGHT)
                            .bytes(folder, "mpegts", Map.of("output_ts_offset", Double.toString(offsets[i]))));
            // An encoder that restarts says so, or does not.
            list.append(i % 2 == 0 ? "" : "#EXT-X-DISCONTINUITY\n")
                    .append("#EXTINF:2.0,\n")
                    .append(piece.getFileName())
                    .append('\n');
        }
        Files.writeString(folder.resolve("live.m3u8"), list.append("#EXT-X-ENDLIST\n"));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, SimpleFileServer.OutputLevel.NONE);
        server.start();
        String uri =
                "http://127.0.0.1:%d/live.m3u8".formatted(server.getAddress().getPort());
        try (FrameSource source = FrameSources.open(ConfigFile.source("test", uri))) {
            next(source);
            long first = source.timestampNanos();
            long before = first;
            // Of five pieces of two seconds nearly all: some may be lost where one ends.
            for (int i = 0; i < 220; i++) {
                next(source);
                long step = source.timestampNanos() - before;
                assertTrue(step > 0 && step <= 2e9, i + ": " + step);
                before = source.timestampNanos();
            }
            assertEquals(220 / (double) Recording.FPS, (before - first) / 1e9, 1);
        } finally {
            server.stop(0);
        }
    }

    /** What a server sends again and again until pictures of that size have arrived. */
    private record Part(String size, byte[] bytes) {}

    private Part coded(int codec, int width, int height) throws IOException {
        return new Part(width + "x" + height, new Recording(codec, width, height, 0).bytes(folder, "mpegts", Map.of()));
    }

    private void partsArrive(String type, List<Part> parts) throws IOException {
        AtomicInteger arrived = new AtomicInteger();
        try (MjpegPeer peer = new MjpegPeer((_, out) -> {
                    MjpegPeer.text(out, "HTTP/1.0 200 OK\r\nContent-Type: " + type + "\r\n\r\n");
                    while (true) {
                        out.write(parts.get(Math.min(arrived.get(), parts.size() - 1))
                                .bytes());
                    }
                });
                FrameSource source = FrameSources.open(ConfigFile.source("test", peer.uri("/stream")))) {
            for (Part part : parts) {
                do {
                    next(source);
                } while (!part.size().equals(image.cols() + "x" + image.rows()));
                arrived.incrementAndGet();
            }
        }
    }

    private void next(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
    }
}
