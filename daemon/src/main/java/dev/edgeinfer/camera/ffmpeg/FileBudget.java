package dev.edgeinfer.camera.ffmpeg;

import dev.edgeinfer.camera.SourceException;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;

/**
 * The bound of a file: once more than {@link FfmpegInput#MOST_BYTES_OF_PACKET} were read for a packet, the process may grow by as
 * much again. FFmpeg copies what it kept when it is stopped, so that it takes some three times as much in the end. Gaps between
 * pictures are read through without growing, and the index of a file may be as large as it likes. Used by the thread that calls
 * FFmpeg.
 */
final class FileBudget implements PacketBound {

    private static final long MOST_GROWTH = FfmpegInput.MOST_BYTES_OF_PACKET;

    private static final long NOT_LOOKED_AT = -1;

    private final String name;
    private final LongSupplier resident;
    private final InterruptCallback callback = new InterruptCallback(this::isSpent);
    private LongSupplier read = () -> 0;
    private long readBefore;
    private long residentBefore = NOT_LOOKED_AT;
    private boolean spent;

    /**
     * @param name for people
     * @param resident bytes of memory that the process has
     */
    FileBudget(String name, LongSupplier resident) {
        this.name = name;
        this.resident = resident;
    }

    /** Has FFmpeg ask before each read. */
    void guard(AVIOInterruptCB interrupt) {
        callback.guard(interrupt);
    }

    /** @param bytes how many were read in all; counts from now on */
    void count(LongSupplier bytes) {
        read = bytes;
        packetEnded();
    }

    @Override
    public void packetEnded() {
        readBefore = read.getAsLong();
        residentBefore = NOT_LOOKED_AT;
    }

    /** Once it says yes it does so for good. */
    boolean isSpent() {
        if (!spent && read.getAsLong() - readBefore > FfmpegInput.MOST_BYTES_OF_PACKET) {
            long now = resident.getAsLong();
            if (residentBefore == NOT_LOOKED_AT) {
                residentBefore = now;
            }
            spent = now - residentBefore > MOST_GROWTH;
        }
        return spent;
    }

    @Override
    public void requireSound() {
        if (spent) {
            throw new SourceException("\"%s\" has more than %d MB without the end of a picture in them; is it a video?"
                    .formatted(name, FfmpegInput.MOST_BYTES_OF_PACKET >> 20));
        }
    }

    @Override
    public void close() {
        // What FFmpeg asks is freed with this object.
    }
}
