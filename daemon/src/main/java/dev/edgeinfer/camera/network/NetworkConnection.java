package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_close;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_get;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A connection to a server by FFmpeg, with a deadline for every call. Owns what is native of it.
 *
 * <p>Of HTTP the type of the answer decides: a server that pushes JPEGs is read as {@linkplain #bytes bytes}, because its
 * pictures need no demultiplexer and FFmpeg's would let one of them grow without bound; everything else has a
 * {@linkplain #format demultiplexer}.
 */
final class NetworkConnection implements AutoCloseable {

    /** For name, connection, handshake and the first of the stream. */
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final NetworkStream config;
    private final CallDeadline deadline;
    private final NetworkProblems problems;

    /** The answer to an HTTP request, else null. */
    private AVIOContext bytes;

    /** Null when the answer is pushed JPEGs. */
    private AVFormatContext format;

    /** Those that the format opens by itself; FFmpeg calls it. */
    private OpenedConnections others;

    private NetworkConnection(NetworkStream config, CallDeadline deadline) {
        this.config = config;
        this.deadline = deadline;
        problems = new NetworkProblems(config, deadline);
    }

    /**
     * Connects.
     *
     * @param deadline stays the caller's, and must live as long as the connection
     * @throws SourceException when there is no stream to be had
     */
    static NetworkConnection open(NetworkStream config, CallDeadline deadline) {
        avformat_network_init();
        FfmpegInput.silence();
        NetworkConnection connection = new NetworkConnection(config, deadline);
        try {
            deadline.within(OPEN);
            switch (config.protocol()) {
                case HTTP, HTTPS -> connection.request();
                case RTSP, RTSPS, RTMP, RTMPS, SRT -> connection.openFormat();
            }
            return connection;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Whether the server pushes JPEGs. */
    boolean isJpegs() {
        return format == null;
    }

    /** Whether it is a playlist of pieces to be played one after the other, instead of what is happening now. */
    boolean isPlaylist() {
        return format != null && format.iformat().name().getString().startsWith("hls");
    }

    AVIOContext bytes() {
        return bytes;
    }

    AVFormatContext format() {
        return format;
    }

    NetworkProblems problems() {
        return problems;
    }

    @Override
    public void close() {
        deadline.countNothing();
        if (format != null) {
            avformat_close_input(format);
            format = null;
        }
        if (bytes != null) {
            avio_close(bytes);
            bytes = null;
        }
    }

    private void request() {
        AVDictionary options = options();
        AVIOContext opened = new AVIOContext(null);
        try (AVIOInterruptCB interrupt = new AVIOInterruptCB()) {
            deadline.guard(interrupt);
            problems.require(avio_open2(opened, config.address(), AVIO_FLAG_READ, interrupt, options), "open");
            bytes = opened;
            requireVerified(options);
        } finally {
            av_dict_free(options);
        }
        String type = contentType();
        if (type.startsWith("text/html") || type.startsWith("application/json")) {
            throw problems.noStream();
        }
        if (!type.startsWith("multipart/") && !type.startsWith("image/jp")) {
            openFormat();
        }
    }

    private void openFormat() {
        AVFormatContext opening = avformat_alloc_context();
        deadline.guard(opening.interrupt_callback());
        if (bytes != null) {
            opening.pb(bytes);
            others = new OpenedConnections(opening);
            deadline.count(this::received);
        }
        AVDictionary options = options();
        try {
            // Frees what it was given when it fails.
            problems.require(avformat_open_input(opening, config.address(), null, options), "open");
            format = opening;
            if (bytes == null) {
                requireVerified(options);
            }
            problems.requireModest("open");
            if (bytes == null && format.pb() != null) {
                deadline.count(format.pb()::bytes_read);
            }
        } finally {
            av_dict_free(options);
        }
    }

    /** Over HTTP, by all connections. */
    private long received() {
        return bytes.bytes_read() + others.received();
    }

    /** FFmpeg takes the options that it knows out of the dictionary. */
    private void requireVerified(AVDictionary left) {
        AVDictionaryEntry unused = av_dict_get(left, "tls_verify", null, 0);
        if (config.protocol().hasCertificate() && config.options().verify() && unused != null && !unused.isNull()) {
            throw new SourceException(
                    "\"%s\": this build of FFmpeg verifies no certificate for %s; add #verify=false to read it all the same"
                            .formatted(config.uri(), config.protocol().name().toLowerCase(Locale.ROOT)));
        }
    }

    private AVDictionary options() {
        AVDictionary options = new AVDictionary(null);
        for (Map.Entry<String, String> option : NetworkOptions.of(config).entrySet()) {
            av_dict_set(options, option.getKey(), option.getValue(), 0);
        }
        return options;
    }

    private String contentType() {
        BytePointer type = new BytePointer((Pointer) null);
        if (av_opt_get(bytes, "mime_type", AV_OPT_SEARCH_CHILDREN, type) < 0 || type.isNull()) {
            return "";
        }
        String text = type.getString().toLowerCase(Locale.ROOT);
        av_free(type);
        return text;
    }
}
