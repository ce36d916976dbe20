package dev.edgeinfer.camera.ffmpeg;

import dev.edgeinfer.camera.PictureTooLargeException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.opencv.opencv_core.Mat;

/** Makes pictures of the packets of one video stream. Used by one thread at a time. */
public sealed interface PacketDecoder extends AutoCloseable permits VideoDecoder, JpegDecoder {

    /** What became of the packets so far. */
    enum Outcome {
        PICTURE,
        /** Another packet is needed, or the last one could not be decoded. */
        NEEDS_MORE,
        /** No more will come after the last packet. */
        END
    }

    /**
     * Hands over the next packet; one that cannot be decoded is passed over, as the next key frame mends that.
     *
     * @param packet stays the caller's; null: there are no more
     * @throws PictureTooLargeException before anything is allocated for its pictures
     */
    void send(AVPacket packet);

    Outcome receive();

    /**
     * Converts the picture received last into {@code image}, 8-bit BGR.
     *
     * @return false when it cannot be decoded
     */
    boolean copyTo(Mat image);

    /** Forgets all that came before, as packets of another place in the stream follow. */
    void flush();

    @Override
    void close();
}
