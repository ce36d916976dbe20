package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.SimulatedClock;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.network.PacketQueue.Taken;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of a live stream, and what is forgotten. Packets are known by their size. */
class PacketQueueTest {

    private final SimulatedClock clock = new SimulatedClock();
    private final DropSink sink = new DropSink();
    private final DropCounters drops = new DropCounters();
    private final Coding jpeg = Coding.jpeg();
    private final Coding video = Coding.jpeg();
    private final AVPacket packet = av_packet_alloc();
    private PacketQueue queue;

    @BeforeEach
    void open() {
        sink.moveTo(drops);
        video.parameters().codec_id(AV_CODEC_ID_H264);
        queue = new PacketQueue(clock, sink);
    }

    @AfterEach
    void close() {
        queue.close();
        jpeg.close();
        video.close();
        av_packet_free(packet);
    }

    @Test
    void aPacketLargerThanAnyPictureIsForgottenAndWhatRefersToIt() throws InterruptedException {
        put(1, true, video);
        put(PacketQueue.MOST_BYTES_OF_ONE + 1, true, video);
        put(2, false, video);
        put(3, true, video);
        put(PacketQueue.MOST_BYTES_OF_ONE, true, video);

        assertEquals(1, take());
        assertEquals(3, take());
        assertEquals(PacketQueue.MOST_BYTES_OF_ONE, take());
        assertEquals(1, drops.count(DropReason.UNDECODABLE));
        assertEquals(1, drops.count(DropReason.SUPERSEDED));
    }

    @Test
    void ofPicturesThatStandAloneTheNewestIsKept() throws InterruptedException {
        for (int size = 1; size <= 5; size++) {
            put(size, false, jpeg);
        }
        assertEquals(5, take());
        assertTrue(queue.isEmpty());
        assertEquals(4, drops.count(DropReason.SUPERSEDED));
    }

    @Test
    void ofOthersEachIsKeptInOrderWhileDecodingKeepsUp() throws InterruptedException {
        put(1, true, video);
        put(2, false, video);
        put(3, false, video);
        for (int size = 1; size <= 3; size++) {
            assertEquals(size, take());
        }
        assertEquals(0, drops.count(DropReason.SUPERSEDED));
    }

    @Test
    void whenDecodingLagsAKeyFrameTakesThePlaceOfWhatCameBefore() throws InterruptedException {
        put(1, true, video);
        clock.advance(Duration.ofMillis(150));
        put(2, true, video);
        clock.advance(Duration.ofMillis(100));
        put(3, true, video);
        assertTrue(taken().afterGap());
        assertEquals(3, packet.size());
        assertEquals(2, drops.count(DropReason.SUPERSEDED));
    }

    @Test
    void whenDecodingIsLostEverythingIsForgottenUpToTheNextKeyFrame() throws InterruptedException {
        put(1, true, video);
        clock.advance(Duration.ofMillis(1001));
        put(2, false, video);
        put(3, false, video);
        assertTrue(queue.isEmpty());
        put(4, true, video);
        put(5, false, video);
        assertTrue(taken().afterGap());
        assertEquals(4, packet.size());
        assertFalse(taken().afterGap());
        assertEquals(5, packet.size());
        assertEquals(3, drops.count(DropReason.SUPERSEDED));
    }

    @Test
    void aStreamWithoutKeyFramesGoesOnNevertheless() throws InterruptedException {
        put(1, false, video);
        clock.advance(Duration.ofMillis(1001));
        put(2, false, video);
        clock.advance(Duration.ofSeconds(5));
        put(3, false, video);
        assertEquals(3, take());
    }

    @Test
    void neverMoreWaitThanMemoryIsAllowedFor() {
        put(1, true, video);
        for (int i = 0; i < 100; i++) {
            put(1 << 20, false, video);
        }
        assertEquals(101, drops.count(DropReason.SUPERSEDED));
        assertTrue(queue.isEmpty());
    }

    @Test
    void afterAFailureWhatWaitsIsStillGiven() throws InterruptedException {
        put(1, true, video);
        queue.fail(new SourceException("gone"));
        queue.fail(new SourceException("gone again"));
        assertEquals(1, take());
        assertEquals("gone", assertThrows(SourceException.class, this::take).getMessage());
    }

    @Test
    void nothingInTimeIsNothing() throws InterruptedException {
        assertEquals(Optional.empty(), queue.take(packet, Duration.ofMillis(1)));
    }

    @Test
    void whatComesAfterTheEndIsForgotten() throws InterruptedException {
        queue.close();
        put(1, true, video);
        assertTrue(queue.isEmpty());
    }

    private void put(int size, boolean key, Coding coding) {
        AVPacket received = av_packet_alloc();
        av_new_packet(received, size);
        received.flags(key ? AV_PKT_FLAG_KEY : 0);
        queue.put(received, coding);
        assertEquals(0, received.size(), "its content was moved");
        av_packet_free(received);
    }

    private int take() throws InterruptedException {
        taken();
        return packet.size();
    }

    private Taken taken() throws InterruptedException {
        av_packet_unref(packet);
        return queue.take(packet, Duration.ofSeconds(1)).orElseThrow();
    }
}
