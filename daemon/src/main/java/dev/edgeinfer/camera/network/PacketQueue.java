package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The packets of a live stream between the thread that receives and the one that decodes. It never makes the first one
 * wait, and never holds what has become old: of pictures that stand alone it keeps the newest, of others it forgets all
 * that came before a key frame once decoding lags behind.
 *
 * <p>One thread puts, one takes.
 */
final class PacketQueue implements AutoCloseable {

    /** Older packets make room for a key frame that has come. */
    private static final long LAGGING = Duration.ofMillis(200).toNanos();

    /** Older packets are forgotten, and all that follow up to the next key frame. */
    private static final long LOST = Duration.ofSeconds(1).toNanos();

    /** A stream that marks no key frames is decoded nevertheless, after this. */
    private static final long WITHOUT_KEY = Duration.ofSeconds(5).toNanos();

    private static final int MOST_PACKETS = 512;

    static final int MOST_BYTES_OF_ONE = FfmpegInput.MOST_BYTES_OF_PACKET;

    private static final long MOST_BYTES = 64L << 20;

    private final MonotonicClock clock;
    private final DropSink dropped;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Deque<AVPacket> free = new ArrayDeque<>();
    private long bytes;
    private boolean gap;
    private boolean awaitingKey;
    private long awaitingSince;
    private Optional<SourceException> failure = Optional.empty();
    private boolean closed;

    private record Entry(AVPacket packet, Coding coding, long nanos, boolean afterGap) {}

    /**
     * A packet that was taken.
     *
     * @param afterGap whether some before it were forgotten
     */
    record Taken(Coding coding, boolean afterGap) {}

    /** @param dropped hears of packets that were forgotten */
    PacketQueue(MonotonicClock clock, DropSink dropped) {
        this.clock = clock;
        this.dropped = dropped;
    }

    /** @param packet its content is moved away */
    synchronized void put(AVPacket packet, Coding coding) {
        long now = clock.nanos();
        boolean key = coding.standsAlone() || (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        if (closed) {
            av_packet_unref(packet);
            return;
        }
        if (packet.size() > MOST_BYTES_OF_ONE && !coding.standsAlone()) {
            dropped.add(DropReason.UNDECODABLE, 1);
            av_packet_unref(packet);
            gap = true;
            awaitingKey = true;
            awaitingSince = now;
            return;
        }
        if (!waiting.isEmpty()) {
            long age = now - waiting.peekFirst().nanos();
            boolean full = waiting.size() >= MOST_PACKETS || bytes + packet.size() > MOST_BYTES || age > LOST;
            if (coding.standsAlone() || key && age > LAGGING) {
                forget();
            } else if (full) {
                forget();
                awaitingKey = true;
                awaitingSince = now;
            }
        }
        if (awaitingKey && !key && now - awaitingSince < WITHOUT_KEY) {
            dropped.add(DropReason.SUPERSEDED, 1);
            av_packet_unref(packet);
            return;
        }
        awaitingKey = false;
        bytes += packet.size();
        AVPacket own = free.isEmpty() ? av_packet_alloc() : free.pop();
        av_packet_move_ref(own, packet);
        waiting.add(new Entry(own, coding, now, gap));
        gap = false;
        notifyAll();
    }

    /** After what is waiting, {@link #take} throws this. */
    synchronized void fail(SourceException e) {
        if (failure.isEmpty()) {
            failure = Optional.of(e);
        }
        notifyAll();
    }

    /**
     * Waits for a packet.
     *
     * @param packet empty; receives it
     * @return empty when none has come in time
     * @throws SourceException when there will be no more
     */
    synchronized Optional<Taken> take(AVPacket packet, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (waiting.isEmpty()) {
            if (failure.isPresent()) {
                throw failure.get();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        Entry next = waiting.removeFirst();
        bytes -= next.packet().size();
        av_packet_move_ref(packet, next.packet());
        free.push(next.packet());
        return Optional.of(new Taken(next.coding(), next.afterGap()));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Frees every packet; what is put afterwards is forgotten. */
    @Override
    public synchronized void close() {
        closed = true;
        forget();
        free.forEach(packet -> av_packet_free(packet));
        free.clear();
    }

    private void forget() {
        dropped.add(DropReason.SUPERSEDED, waiting.size());
        for (Entry entry : waiting) {
            av_packet_unref(entry.packet());
            free.push(entry.packet());
        }
        waiting.clear();
        bytes = 0;
        gap = true;
    }
}
