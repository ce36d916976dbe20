package dev.edgeinfer.camera;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.edgeinfer.config.SourceConfig.Size;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes the packets of one video stream with FFmpeg, and converts what comes out. Size and pixel format may change
 * from picture to picture. Used by one thread at a time.
 */
final class VideoDecoder implements AutoCloseable {

    private final String name;
    private final long maxPixels;
    private final AVCodecContext codec;
    private final AVFrame picture;
    private final BgrConverter converter;
    private final CodedSize codedSize;

    /**
     * @param name of the source, for people
     * @param live hold no picture back to put it into another order
     * @throws SourceException when this build has no decoder for it, or its pictures are too large
     */
    VideoDecoder(String name, AVStream video, boolean live, long maxPixels) {
        this.name = name;
        this.maxPixels = maxPixels;
        AVCodecParameters parameters = video.codecpar();
        refuse(new Size(Math.max(0, parameters.width()), Math.max(0, parameters.height())));
        int id = parameters.codec_id();
        AVCodec decoder = avcodec_find_decoder(id);
        if (decoder == null) {
            throw new SourceException(
                    "\"%s\" is coded as %s, which this build of FFmpeg cannot decode; convert it to H.264"
                            .formatted(name, avcodec_get_name(id).getString()));
        }
        codec = avcodec_alloc_context3(decoder);
        try {
            FfmpegReader.require(
                    avcodec_parameters_to_context(codec, parameters),
                    "\"%s\" has a broken video header".formatted(name));
            codec.pkt_timebase(video.time_base());
            // Larger pictures are refused before their memory is asked for.
            codec.max_pixels(maxPixels);
            // One thread: the others belong to inference, and frame threads would hold back several pictures.
            codec.thread_count(1);
            if (live) {
                codec.flags(codec.flags() | AV_CODEC_FLAG_LOW_DELAY);
            }
            FfmpegReader.require(
                    avcodec_open2(codec, decoder, (PointerPointer<?>) null),
                    "\"%s\": the %s decoder does not open"
                            .formatted(name, avcodec_get_name(id).getString()));
        } catch (RuntimeException e) {
            avcodec_free_context(codec);
            throw e;
        }
        picture = av_frame_alloc();
        converter = new BgrConverter(picture);
        codedSize = new CodedSize(id);
    }

    /**
     * Hands over the next packet; one that cannot be decoded is passed over, as the next key frame mends that.
     *
     * @param packet null: there are no more
     * @throws PictureTooLargeException before anything is allocated for its pictures
     */
    void send(AVPacket packet) {
        if (packet != null && (packet.flags() & AV_PKT_FLAG_KEY) != 0) {
            codedSize.of(packet, codec).ifPresent(this::refuse);
        }
        if (avcodec_send_packet(codec, packet) < 0 && packet != null) {
            codedSize.of(packet, codec).ifPresent(this::refuse);
        }
    }

    /** What became of the packets so far. */
    enum Outcome {
        PICTURE,
        /** Another packet is needed, or the last one could not be decoded. */
        NEEDS_MORE,
        /** No more will come after the last packet. */
        END
    }

    Outcome receive() {
        int result = avcodec_receive_frame(codec, picture);
        if (result >= 0) {
            return Outcome.PICTURE;
        }
        return result == AVERROR_EOF ? Outcome.END : Outcome.NEEDS_MORE;
    }

    /** The picture received last, in ticks of its stream, or {@code AV_NOPTS_VALUE}. */
    long timestamp() {
        return picture.best_effort_timestamp();
    }

    /** Converts the picture received last into {@code image}, 8-bit BGR. */
    void copyTo(Mat image) {
        converter.copyTo(image);
    }

    /** Forgets all that came before, as packets of another place in the stream follow. */
    void flush() {
        avcodec_flush_buffers(codec);
    }

    @Override
    public void close() {
        codedSize.close();
        converter.close();
        av_frame_free(picture);
        avcodec_free_context(codec);
    }

    private void refuse(Size size) {
        if (size.pixels() > maxPixels) {
            throw new PictureTooLargeException(name, size, maxPixels);
        }
    }
}
