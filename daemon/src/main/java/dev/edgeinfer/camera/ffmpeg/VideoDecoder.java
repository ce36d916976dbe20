package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONKEY;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONREF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
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

import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig.Decoder;
import dev.edgeinfer.config.SourceConfig.Size;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes the packets of one video stream with FFmpeg, and converts what comes out. Size and pixel format may change
 * from picture to picture. Used by one thread at a time.
 */
public final class VideoDecoder implements PacketDecoder {

    /** Kinds of picture that need not be decoded. */
    public enum Passed {
        NONE,
        /** Those that no other picture refers to. */
        NON_REFERENCE,
        /** All but those that refer to no other. */
        NON_KEY
    }

    private final String name;
    private final long maxPixels;
    private final AVCodecContext codec;
    private final AVFrame picture;
    private final BgrConverter converter;
    private final CodedSize codedSize;

    /**
     * @param name of the source, for people
     * @param parameters copied
     * @param timeBase of the stream's time stamps
     * @param live hold no picture back to put it into another order
     * @param kind what decodes
     * @throws SourceException when this build or machine has no decoder for it, or its pictures are too large
     */
    public VideoDecoder(
            String name,
            AVCodecParameters parameters,
            AVRational timeBase,
            boolean live,
            Decoder kind,
            long maxPixels) {
        this.name = name;
        this.maxPixels = maxPixels;
        refuse(new Size(Math.max(0, parameters.width()), Math.max(0, parameters.height())));
        int id = parameters.codec_id();
        AVCodec decoder = decoder(id, kind);
        codec = avcodec_alloc_context3(decoder);
        try {
            FfmpegReader.require(
                    avcodec_parameters_to_context(codec, parameters),
                    "\"%s\" has a broken video header".formatted(name));
            codec.pkt_timebase(timeBase);
            // Larger pictures are refused before their memory is asked for.
            codec.max_pixels(maxPixels);
            // One thread: the others belong to inference, and frame threads would hold back several pictures.
            codec.thread_count(1);
            if (live) {
                codec.flags(codec.flags() | AV_CODEC_FLAG_LOW_DELAY);
            }
            FfmpegReader.require(
                    avcodec_open2(codec, decoder, (PointerPointer<?>) null),
                    kind == Decoder.SOFTWARE
                            ? "\"%s\": the %s decoder does not open"
                                    .formatted(name, avcodec_get_name(id).getString())
                            : "\"%s\": this machine has no decoder of its chip for %s that can be opened; leave decoder=v4l2m2m out"
                                    .formatted(name, avcodec_get_name(id).getString()));
        } catch (RuntimeException e) {
            avcodec_free_context(codec);
            throw e;
        }
        picture = av_frame_alloc();
        converter = new BgrConverter(picture);
        codedSize = new CodedSize(id);
    }

    @Override
    public void send(AVPacket packet) {
        if (packet != null && (packet.flags() & AV_PKT_FLAG_KEY) != 0) {
            codedSize.of(packet, codec).ifPresent(this::refuse);
        }
        if (avcodec_send_packet(codec, packet) < 0 && packet != null) {
            codedSize.of(packet, codec).ifPresent(this::refuse);
        }
    }

    @Override
    public Outcome receive() {
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

    @Override
    public boolean copyTo(Mat image) {
        converter.copyTo(image);
        return true;
    }

    /** Which of the packets sent from now on are passed over undecoded. */
    public void skip(Passed passed) {
        codec.skip_frame(
                switch (passed) {
                    case NONE -> AVDISCARD_DEFAULT;
                    case NON_REFERENCE -> AVDISCARD_NONREF;
                    case NON_KEY -> AVDISCARD_NONKEY;
                });
    }

    @Override
    public void flush() {
        avcodec_flush_buffers(codec);
    }

    @Override
    public void close() {
        codedSize.close();
        converter.close();
        av_frame_free(picture);
        avcodec_free_context(codec);
    }

    private AVCodec decoder(int id, Decoder kind) {
        String coding = avcodec_get_name(id).getString();
        AVCodec decoder =
                switch (kind) {
                    case SOFTWARE -> avcodec_find_decoder(id);
                    case V4L2M2M -> avcodec_find_decoder_by_name(coding + "_v4l2m2m");
                };
        if (decoder == null) {
            throw new SourceException(
                    kind == Decoder.SOFTWARE
                            ? "\"%s\" is coded as %s, which this build of FFmpeg cannot decode; convert it to H.264"
                                    .formatted(name, coding)
                            : "\"%s\" is coded as %s, which decoder=v4l2m2m cannot decode; leave it out"
                                    .formatted(name, coding));
        }
        return decoder;
    }

    private void refuse(Size size) {
        if (size.pixels() > maxPixels) {
            throw new PictureTooLargeException(name, size, maxPixels);
        }
    }
}
