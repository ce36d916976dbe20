package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avformat.avio_read_partial;

import dev.edgeinfer.camera.DropReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/** The JPEGs that an HTTP server pushes, one packet each. */
final class JpegReceiver implements PacketReceiver {

    private static final int CHUNK = 1 << 16;

    private final NetworkConnection connection;
    private final CallDeadline deadline;
    private final Duration patience;
    private final DropSink drops;
    private final JpegSplitter splitter;
    private final Coding coding = Coding.jpeg();
    private final BytePointer chunk = new BytePointer(CHUNK);
    private final ByteBuffer bytes = chunk.asByteBuffer();
    private long broken;

    /** @param patience the most time between two pictures */
    JpegReceiver(
            NetworkConnection connection,
            String name,
            CallDeadline deadline,
            Duration patience,
            DropSink drops,
            long maxPixels) {
        this.connection = connection;
        this.deadline = deadline;
        this.patience = patience;
        this.drops = drops;
        splitter = new JpegSplitter(name, maxPixels);
        bytes.limit(0);
    }

    @Override
    public Coding receive(AVPacket packet) {
        // One for the whole picture: a server that sends a byte a second is as good as dead.
        deadline.within(patience);
        while (!splitter.next(bytes)) {
            countBroken();
            int count = avio_read_partial(connection.bytes(), chunk, CHUNK);
            connection.problems().require(count, "read");
            bytes.position(0).limit(count);
        }
        countBroken();
        if (av_new_packet(packet, splitter.length()) < 0) {
            throw new OutOfMemoryError("a JPEG of " + splitter.length() + " bytes");
        }
        packet.data().capacity(splitter.length()).asByteBuffer().put(0, splitter.bytes(), 0, splitter.length());
        packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
        return coding;
    }

    @Override
    public void close() {
        coding.close();
        chunk.close();
    }

    private void countBroken() {
        for (; broken < splitter.broken(); broken++) {
            drops.add(DropReason.UNDECODABLE, 1);
        }
    }
}
