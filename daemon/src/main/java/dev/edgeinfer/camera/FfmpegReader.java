package dev.edgeinfer.camera;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads the pictures of one video with FFmpeg: demultiplexes, decodes, and converts straight into a Mat.
 *
 * <p>It calls FFmpeg itself instead of JavaCV's grabber, which would convert into a buffer of its own that has to be
 * copied, and which loads libavdevice and with it PulseAudio and X11.
 *
 * <p>Used by one thread at a time. All native memory is owned here and freed by {@link #close}.
 */
final class FfmpegReader implements AutoCloseable {

    private static final double NANOS = 1e9;

    private final FfmpegInput input;
    private final AVFormatContext format;
    private final AVCodecContext codec;
    private final AVPacket packet;
    private final AVFrame picture;
    private final int stream;
    private final double nanosPerTick;
    private final long startTicks;
    private final long intervalNanos;

    private final BgrConverter converter;
    private boolean draining;
    private boolean closed;

    /**
     * @param path an existing file
     * @throws SourceException when it holds no video that can be decoded
     */
    FfmpegReader(Path path) {
        this(FfmpegInput.file(path));
    }

    /**
     * @param input closed with this, and when this fails
     * @throws SourceException when it holds no video that can be decoded
     */
    FfmpegReader(FfmpegInput input) {
        this.input = input;
        format = input.format();
        try {
            require(
                    avformat_find_stream_info(format, (PointerPointer<?>) null),
                    "\"%s\" cannot be read as a video".formatted(input.name()));
            stream = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
            if (stream < 0 || isCoverPicture(format.streams(stream))) {
                throw new SourceException("\"%s\" has no video in it, only sound or data; name one with a video stream"
                        .formatted(input.name()));
            }
            AVStream video = format.streams(stream);
            nanosPerTick = NANOS * video.time_base().num() / video.time_base().den();
            startTicks = video.start_time() == AV_NOPTS_VALUE ? 0 : video.start_time();
            intervalNanos = interval(video.avg_frame_rate());
            codec = openDecoder(input, video);
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
        packet = av_packet_alloc();
        picture = av_frame_alloc();
        converter = new BgrConverter(picture);
    }

    /** Decodes the next picture, past packets that cannot be decoded; false at the end of the video. */
    boolean next() {
        while (true) {
            int result = avcodec_receive_frame(codec, picture);
            if (result >= 0) {
                return true;
            }
            if (result == AVERROR_EOF || draining) {
                return false;
            }
            // The decoder wants another packet, or could not decode the last one; the next key frame mends that.
            feed();
        }
    }

    /** Time of the decoded picture since the start of the video; empty when the file does not say. */
    OptionalLong timestampNanos() {
        long ticks = picture.best_effort_timestamp();
        return ticks == AV_NOPTS_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round((ticks - startTicks) * nanosPerTick));
    }

    /** Mean time between two pictures. */
    long intervalNanos() {
        return intervalNanos;
    }

    /** Converts the decoded picture into {@code image}, 8-bit BGR. */
    void copyTo(Mat image) {
        converter.copyTo(image);
    }

    /** Goes back to the first picture; false when the file cannot be searched and must be opened again. */
    boolean rewind() {
        if (av_seek_frame(format, stream, startTicks, AVSEEK_FLAG_BACKWARD) < 0) {
            return false;
        }
        avcodec_flush_buffers(codec);
        draining = false;
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        converter.close();
        av_frame_free(picture);
        av_packet_free(packet);
        avcodec_free_context(codec);
        input.close();
    }

    private static AVCodecContext openDecoder(FfmpegInput input, AVStream video) {
        int id = video.codecpar().codec_id();
        AVCodec decoder = avcodec_find_decoder(id);
        if (decoder == null) {
            throw new SourceException(
                    "\"%s\" is coded as %s, which this build of FFmpeg cannot decode; convert it to H.264"
                            .formatted(input.name(), avcodec_get_name(id).getString()));
        }
        AVCodecContext codec = avcodec_alloc_context3(decoder);
        try {
            require(
                    avcodec_parameters_to_context(codec, video.codecpar()),
                    "\"%s\" has a broken video header".formatted(input.name()));
            codec.pkt_timebase(video.time_base());
            // Larger pictures are refused before their memory is asked for.
            codec.max_pixels(Size.MAX_PIXELS);
            // One thread: the others belong to inference, and frame threads would hold back several pictures.
            codec.thread_count(1);
            input.prepare(codec);
            require(
                    avcodec_open2(codec, decoder, (PointerPointer<?>) null),
                    "\"%s\": the %s decoder does not open"
                            .formatted(input.name(), avcodec_get_name(id).getString()));
        } catch (RuntimeException e) {
            avcodec_free_context(codec);
            throw e;
        }
        return codec;
    }

    /** Hands the decoder one more packet of the video, or the end. */
    private void feed() {
        while (av_read_frame(format, packet) >= 0) {
            boolean ours = packet.stream_index() == stream;
            if (ours) {
                avcodec_send_packet(codec, packet);
            }
            av_packet_unref(packet);
            if (ours) {
                return;
            }
        }
        draining = true;
        avcodec_send_packet(codec, null);
    }

    private static boolean isCoverPicture(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
    }

    private static long interval(AVRational rate) {
        double fps = rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        return Math.round(NANOS / (fps > 0 ? fps : 25));
    }

    /** Turns a result of FFmpeg's that means failure into an exception. */
    static void require(int result, String message) {
        if (result < 0) {
            byte[] text = new byte[128];
            av_strerror(result, text, text.length);
            String reason = new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
            throw new SourceException("%s (FFmpeg: %s)".formatted(message, reason));
        }
    }
}
