package dev.edgeinfer.camera.ffmpeg;

import dev.edgeinfer.camera.SourceException;

/** How much FFmpeg may take of an input up to the next packet of the video: its parsers keep everything until a picture ends. */
interface PacketBound extends AutoCloseable {

    /** What came so far is over and done with. */
    void packetEnded();

    /**
     * To be called after FFmpeg has returned, whatever it says itself.
     *
     * @throws SourceException when it was refused more bytes
     */
    void requireSound();

    @Override
    void close();
}
