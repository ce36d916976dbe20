package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.Pointer;

/**
 * How much one call of FFmpeg may take from a server. In most of what a server can send FFmpeg keeps everything until it
 * is whole: a picture, a list of pieces, the answer to a request.
 *
 * <p>Where the bytes of a connection can be counted they are. Where FFmpeg hides them (RTSP, the chunks of RTMP), or makes
 * much more of them than they are (the lists of HLS), a call that reads all the time while the process grows is taken for
 * the reason of it; a call that waits for a packet reads seldom. Used by the thread that calls FFmpeg.
 */
final class CallBudget {

    static final int MOST_BYTES = FfmpegInput.MOST_BYTES_OF_PACKET;

    /** More than all of a packet, its copy, and the pictures that are decoded meanwhile. */
    static final long MOST_GROWTH = 256L << 20;

    /** Who reads less often waits. */
    static final long OFTEN = Duration.ofMillis(20).toNanos();

    /** Asking for the memory of the process takes some microseconds. */
    private static final long LOOK_AGAIN = Duration.ofMillis(5).toNanos();

    private final MonotonicClock clock;
    private final LongSupplier resident;
    private LongSupplier received = () -> 0;
    private long receivedBefore;
    private long reads;
    private long firstRead;
    private long residentBefore;
    private long lookedAt;
    private Optional<String> problem = Optional.empty();

    CallBudget(MonotonicClock clock) {
        this(clock, Pointer::physicalBytes);
    }

    /** @param resident bytes of memory that the process has */
    CallBudget(MonotonicClock clock, LongSupplier resident) {
        this.clock = clock;
        this.resident = resident;
    }

    /**
     * Names who counts the bytes of the connection from now on.
     *
     * @param bytes received in all; {@code () -> 0} where nobody can say
     */
    void count(LongSupplier bytes) {
        received = bytes;
        begin();
    }

    /** A call is made next. */
    void begin() {
        receivedBefore = received.getAsLong();
        reads = 0;
        problem = Optional.empty();
    }

    /** To be asked before each read of the call. Once it says yes it does so until the next call. */
    boolean isSpent() {
        if (problem.isEmpty()) {
            if (received.getAsLong() - receivedBefore > MOST_BYTES) {
                problem = Optional.of("sends %d MB without the end of a picture in them; is it the right stream?"
                        .formatted(MOST_BYTES >> 20));
            } else {
                watchMemory();
            }
        }
        return problem.isPresent();
    }

    /** What the call took too much of, for people: the rest of a sentence about the server. */
    Optional<String> problem() {
        return problem;
    }

    private void watchMemory() {
        long now = clock.nanos();
        if (reads++ == 0) {
            firstRead = now;
            lookedAt = now;
            residentBefore = resident.getAsLong();
        } else if (now - lookedAt >= LOOK_AGAIN) {
            lookedAt = now;
            boolean often = reads * OFTEN >= now - firstRead;
            if (often && resident.getAsLong() - residentBefore > MOST_GROWTH) {
                problem = Optional.of(
                        "sends so much that is no picture that it took %d MB of memory; is it the right stream?"
                                .formatted(MOST_GROWTH >> 20));
            }
        }
    }
}
