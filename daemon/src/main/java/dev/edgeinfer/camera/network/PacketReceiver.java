package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.SourceException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Where the packets of a live stream come from. One thread opens, reads and closes. */
interface PacketReceiver extends AutoCloseable {

    /**
     * Waits for the next packet of the video.
     *
     * @param packet empty; receives it
     * @return how it is coded: the same object as before while that has not changed; owned by the receiver
     * @throws SourceException when there is none, or it does not come in time
     */
    Coding receive(AVPacket packet);

    @Override
    void close();
}
