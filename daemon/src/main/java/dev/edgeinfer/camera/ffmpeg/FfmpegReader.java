package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig.Decoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
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
public final class FfmpegReader implements AutoCloseable {

    private static final double NANOS = 1e9;

    private final FfmpegInput input;
    private final AVFormatContext format;
    private final VideoDecoder decoder;
    private final AVPacket packet;
    private final int stream;
    private final double nanosPerTick;
    private final long startTicks;
    private final long intervalNanos;

    private boolean draining;
    private int endedWith;
    private boolean closed;

    /**
     * @param path an existing file
     * @throws SourceException when it holds no video that can be decoded
     */
    public FfmpegReader(Path path, long maxPixels) {
        this(FfmpegInput.file(path), Decoder.SOFTWARE, maxPixels);
    }

    /**
     * @param input closed with this, and when this fails
     * @throws SourceException when it holds no video that can be decoded
     */
    public FfmpegReader(FfmpegInput input, Decoder kind, long maxPixels) {
        this.input = input;
        format = input.format();
        try {
            findStreams(maxPixels);
            stream = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
            if (stream < 0 || isCoverPicture(format.streams(stream))) {
                throw new SourceException("\"%s\" has no video in it, only sound or data; name one with a video stream"
                        .formatted(input.name()));
            }
            AVStream video = format.streams(stream);
            nanosPerTick = NANOS * video.time_base().num() / video.time_base().den();
            startTicks = video.start_time() == AV_NOPTS_VALUE ? 0 : video.start_time();
            intervalNanos = interval(video.avg_frame_rate());
            decoder = new VideoDecoder(
                    input.name(), video.codecpar(), video.time_base(), input.isLive(), kind, maxPixels);
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
        packet = av_packet_alloc();
    }

    /** Decodes the next picture, past packets that cannot be decoded; false at the end of the video. */
    public boolean next() {
        while (true) {
            switch (decoder.receive()) {
                case PICTURE -> {
                    return true;
                }
                case END -> {
                    return false;
                }
                case NEEDS_MORE -> {
                    if (draining) {
                        return false;
                    }
                    feed();
                }
            }
        }
    }

    /** Time of the decoded picture since the start of the video; empty when the file does not say. */
    public OptionalLong timestampNanos() {
        long ticks = decoder.timestamp();
        return ticks == AV_NOPTS_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round((ticks - startTicks) * nanosPerTick));
    }

    /** FFmpeg's reason for the end of the video, after {@link #next} has returned false. */
    public int endedWith() {
        return endedWith;
    }

    /** Mean time between two pictures. */
    public long intervalNanos() {
        return intervalNanos;
    }

    /** Converts the decoded picture into {@code image}, 8-bit BGR. */
    public boolean copyTo(Mat image) {
        return decoder.copyTo(image);
    }

    /** Goes back to the first picture; false when the file cannot be searched and must be opened again. */
    public boolean rewind() {
        if (av_seek_frame(format, stream, startTicks, AVSEEK_FLAG_BACKWARD) < 0) {
            return false;
        }
        decoder.flush();
        draining = false;
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        av_packet_free(packet);
        decoder.close();
        input.close();
    }

    /** Pictures are decoded to find out about a stream: too large ones must be refused there as well. */
    private void findStreams(long maxPixels) {
        int count = format.nb_streams();
        AVDictionary[] options = new AVDictionary[count];
        try (PointerPointer<AVDictionary> each = new PointerPointer<>(Math.max(1, count))) {
            for (int i = 0; i < count; i++) {
                options[i] = new AVDictionary(null);
                av_dict_set(options[i], "max_pixels", Long.toString(maxPixels), 0);
                each.put(i, options[i]);
            }
            int found = avformat_find_stream_info(format, count == 0 ? null : each);
            for (int i = 0; i < count; i++) {
                // FFmpeg takes out what it has used and leaves another dictionary, or none.
                AVDictionary left = each.get(AVDictionary.class, i);
                if (left != null) {
                    av_dict_free(left);
                }
            }
            input.requireSound();
            require(found, "\"%s\" cannot be read as a video".formatted(input.name()));
            input.packetEnded();
        }
    }

    /** Hands the decoder one more packet of the video, or the end. */
    private void feed() {
        while (true) {
            endedWith = av_read_frame(format, packet);
            input.requireSound();
            if (endedWith < 0) {
                break;
            }
            boolean ours = packet.stream_index() == stream;
            if (ours) {
                input.packetEnded();
                decoder.send(packet);
            }
            av_packet_unref(packet);
            if (ours) {
                return;
            }
        }
        draining = true;
        decoder.send(null);
    }

    private static boolean isCoverPicture(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
    }

    private static long interval(AVRational rate) {
        double fps = rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        return Math.round(NANOS / (fps > 0 ? fps : 25));
    }

    /** Turns a result of FFmpeg's that means failure into an exception. */
    public static void require(int result, String message) {
        if (result < 0) {
            byte[] text = new byte[128];
            av_strerror(result, text, text.length);
            String reason = new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
            throw new SourceException("%s (FFmpeg: %s)".formatted(message, reason));
        }
    }
}
