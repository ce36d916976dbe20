package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.edgeinfer.camera.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * The packets of the first video stream that FFmpeg's demultiplexer finds. The stream may change its coding, and another
 * takes its place when it has gone silent.
 */
final class StreamReceiver implements PacketReceiver {

    /** A stream that has sent nothing for so long gives way to another one. */
    private static final long SILENT = Duration.ofSeconds(2).toNanos();

    private final NetworkConnection connection;
    private final CallDeadline deadline;
    private final Duration patience;
    private final MonotonicClock clock;

    /** What is coded so may still wait to be decoded. */
    private final List<Coding> codings = new ArrayList<>();

    private int chosen = -1;
    private long lastNanos;

    /** @param patience the most time between two packets of the video */
    StreamReceiver(NetworkConnection connection, CallDeadline deadline, Duration patience, MonotonicClock clock) {
        this.connection = connection;
        this.deadline = deadline;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Coding receive(AVPacket packet) {
        // One for all packets up to one of the video: a stream of sound alone is no stream.
        deadline.within(patience);
        while (true) {
            connection.problems().require(av_read_frame(connection.format(), packet), "read");
            connection.problems().requireModest("read");
            AVStream stream = connection.format().streams(packet.stream_index());
            if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && isChosen(packet.stream_index())) {
                if (codings.isEmpty() || !codings.getLast().isOf(stream)) {
                    codings.add(Coding.of(stream));
                }
                return codings.getLast();
            }
            av_packet_unref(packet);
            if (deadline.hasPassed() || deadline.isAborted()) {
                throw connection.problems().failure(-1, "read");
            }
        }
    }

    @Override
    public void close() {
        codings.forEach(Coding::close);
    }

    private boolean isChosen(int index) {
        long now = clock.nanos();
        if (index != chosen) {
            if (chosen >= 0 && now - lastNanos < SILENT) {
                return false;
            }
            if (chosen >= 0) {
                codings.add(Coding.of(connection.format().streams(index)));
            }
            chosen = index;
        }
        lastNanos = now;
        return true;
    }
}
