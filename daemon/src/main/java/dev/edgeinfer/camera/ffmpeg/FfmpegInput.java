package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_RAWVIDEO;
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
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;
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
    private final Optional<PacketBound> bound;
    private final boolean live;

    private FfmpegInput(String name, AVFormatContext format, Optional<PacketBound> bound, boolean live) {
        this.name = name;
        this.format = format;
        this.bound = bound;
        this.live = live;
    }

    /**
     * @param path an existing file
     * @throws SourceException when it is no video
     */
    static FfmpegInput file(Path path) {
        var budget = new FileBudget(path.toString(), Pointer::physicalBytes);
        AVFormatContext format = avformat_alloc_context();
        budget.guard(format.interrupt_callback());
        FfmpegInput input = new FfmpegInput(path.toString(), format, Optional.of(budget), false);
        // A file that turns out to be a playlist must not make the daemon open what the playlist names.
        input.open(
                "file:" + path,
                null,
                Map.of("protocol_whitelist", "file"),
                "\"%s\" is not a video, or is damaged or cut short".formatted(path));
        if (!input.holdsRawPictures()) {
            budget.count(format.pb()::bytes_read);
        }
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
        FfmpegInput input = new FfmpegInput(name, format, Optional.of(source), true);
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
        return new FfmpegInput(name, format, Optional.empty(), false) {

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
     * @param address null where the bytes come from the format's own source
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

    /** They are as large as they are, and nobody looks for their end. */
    private boolean holdsRawPictures() {
        return IntStream.range(0, format.nb_streams())
                .anyMatch(i -> format.streams(i).codecpar().codec_id() == AV_CODEC_ID_RAWVIDEO);
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
        return live;
    }

    /** A packet of the video is whole. */
    void packetEnded() {
        bound.ifPresent(PacketBound::packetEnded);
    }

    /**
     * Says why there were no more bytes, once FFmpeg has returned.
     *
     * @throws SourceException when that was for another reason than that they have ended
     */
    void requireSound() {
        bound.ifPresent(PacketBound::requireSound);
    }

    @Override
    public void close() {
        avformat_close_input(format);
        bound.ifPresent(PacketBound::close);
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
