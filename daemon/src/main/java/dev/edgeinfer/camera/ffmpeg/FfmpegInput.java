package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_get_level;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where FFmpeg reads a video from: a file, bytes that come, or what somebody else has opened. Owns the native context. */
public class FfmpegInput implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FfmpegInput.class);

    /** No coded picture of a camera takes as much. */
    public static final int MOST_BYTES_OF_PACKET = 16 << 20;

    /** How much of a stream is looked at before its first picture; what is found out from is kept and decoded. */
    private static final Map<String, String> PROBING =
            Map.of("probesize", "1000000", "analyzeduration", "500000", "fpsprobesize", "0");

    private final String name;
    private final AVFormatContext format;
    private final Optional<ByteSource> bytes;

    private FfmpegInput(String name, AVFormatContext format, Optional<ByteSource> bytes) {
        this.name = name;
        this.format = format;
        this.bytes = bytes;
    }

    /**
     * @param path an existing file
     * @throws SourceException when it is no video
     */
    static FfmpegInput file(Path path) {
        FfmpegInput input = new FfmpegInput(path.toString(), new AVFormatContext(null), Optional.empty());
        // A file that turns out to be a playlist must not make the daemon open what the playlist names.
        input.open(
                "file:" + path,
                null,
                Map.of("protocol_whitelist", "file"),
                "\"%s\" is not a video, or is damaged or cut short".formatted(path));
        return input;
    }

    /**
     * @param name for people
     * @param coding not a raw one
     * @param bytes waits for bytes and puts as many into a buffer as there are, or as fit; gives how many, -1 at the end
     * @throws SourceException when the bytes are not of that coding
     */
    public static FfmpegInput stream(String name, StreamFormat coding, ToIntFunction<ByteBuffer> bytes) {
        ByteSource source = new ByteSource(name, bytes);
        AVFormatContext format = avformat_alloc_context();
        format.pb(source.context());
        FfmpegInput input = new FfmpegInput(name, format, Optional.of(source));
        try {
            input.open(null, demultiplexer(coding), PROBING, "\"%s\" does not write %s".formatted(name, coding));
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
        return input;
    }

    /**
     * @param name for people
     * @param format opened by somebody else
     * @param close frees it; called by {@link #close}
     */
    public static FfmpegInput opened(String name, AVFormatContext format, Runnable close) {
        return new FfmpegInput(name, format, Optional.empty()) {

            @Override
            public void close() {
                close.run();
            }
        };
    }

    /**
     * Silences FFmpeg for as long as the process lives: its own words hold addresses, and with them passwords, and it has
     * one level for all. Below quiet, so that it is known and not raised again.
     */
    public static void silence() {
        av_log_set_level(AV_LOG_QUIET - 1);
    }

    /**
     * @param address null where the bytes come from {@link #bytes}
     * @param demultiplexer null to find out
     */
    private void open(String address, AVInputFormat demultiplexer, Map<String, String> settings, String failure) {
        if (av_log_get_level() >= AV_LOG_QUIET) {
            av_log_set_level(LOG.isDebugEnabled() ? AV_LOG_WARNING : AV_LOG_QUIET);
        }
        AVDictionary options = new AVDictionary(null);
        settings.forEach((key, value) -> av_dict_set(options, key, value, 0));
        int result = avformat_open_input(format, address, demultiplexer, options);
        av_dict_free(options);
        requireSound();
        FfmpegReader.require(result, failure);
    }

    /** For people. */
    String name() {
        return name;
    }

    AVFormatContext format() {
        return format;
    }

    /** Whether it is watched as it comes, so that no picture is to be held back. */
    boolean isLive() {
        return bytes.isPresent();
    }

    /** A packet of the video is whole. */
    void packetEnded() {
        bytes.ifPresent(ByteSource::packetEnded);
    }

    /**
     * Says why there were no more bytes, once FFmpeg has returned.
     *
     * @throws SourceException when that was for another reason than that they have ended
     */
    void requireSound() {
        bytes.ifPresent(ByteSource::requireSound);
    }

    @Override
    public void close() {
        avformat_close_input(format);
        bytes.ifPresent(ByteSource::close);
    }

    private static AVInputFormat demultiplexer(StreamFormat coding) {
        return av_find_input_format(
                switch (coding) {
                    case H264 -> "h264";
                    case H265 -> "hevc";
                    case MJPEG -> "mjpeg";
                    case MPEGTS -> "mpegts";
                    default -> throw new IllegalArgumentException(coding + " is raw");
                });
    }
}
