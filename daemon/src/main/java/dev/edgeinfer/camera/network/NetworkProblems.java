package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PROTOCOL_NOT_FOUND;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegReader;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import java.util.Locale;

/** Says in a sentence why a stream from the network is not to be had. */
final class NetworkProblems {

    /** What FFmpeg makes of a connection that ends where more should follow. */
    private static final int EIO = -5;

    private final NetworkStream config;
    private final CallDeadline deadline;

    NetworkProblems(NetworkStream config, CallDeadline deadline) {
        this.config = config;
        this.deadline = deadline;
    }

    /**
     * Turns a result of FFmpeg's that means failure into an exception.
     *
     * @param call what was tried, for people: open, read
     */
    void require(int result, String call) {
        if (result < 0) {
            throw failure(result, call);
        }
    }

    /** To be called when FFmpeg says that all is well: it may have taken the end of its budget for an end of the data. */
    void requireModest(String call) {
        if (deadline.excess().isPresent()) {
            throw failure(AVERROR_EXIT, call);
        }
    }

    SourceException noStream() {
        return new SourceException(
                "\"%s\" answers with something that is no video stream; check the path".formatted(config.uri()));
    }

    SourceException failure(int result, String call) {
        String uri = config.uri();
        if (deadline.isAborted()) {
            return new SourceException("\"%s\" was given up while it did not answer".formatted(uri));
        }
        if (deadline.excess().isPresent()) {
            return new SourceException(
                    "\"%s\" %s".formatted(uri, deadline.excess().get()));
        }
        if (deadline.hasPassed() || result == AVERROR_EXIT) {
            return new SourceException(
                    "\"%s\" has not answered in time (%s); check its address, its power and the network"
                            .formatted(uri, call));
        }
        if (result == AVERROR_HTTP_UNAUTHORIZED || result == AVERROR_HTTP_FORBIDDEN) {
            return new SourceException(
                    "\"%s\" refuses the user or the password; write both keys beside source".formatted(uri));
        }
        if (result == AVERROR_HTTP_NOT_FOUND) {
            return new SourceException("\"%s\" has no such stream; check the path".formatted(uri));
        }
        if (result == AVERROR_PROTOCOL_NOT_FOUND) {
            return new SourceException(
                    "\"%s\": this build of FFmpeg does not speak %s, or the address leads to another protocol"
                            .formatted(uri, config.protocol().name().toLowerCase(Locale.ROOT)));
        }
        if (result == AVERROR_EOF || result == EIO && "read".equals(call)) {
            return new SourceException("\"%s\" has closed the connection".formatted(uri));
        }
        if (result == AVERROR_INVALIDDATA && "open".equals(call)) {
            return noStream();
        }
        String certificate =
                config.protocol().hasCertificate() && config.options().verify()
                        ? NetworkOptions.certificates(config).isPresent()
                                ? "; if its certificate is its own, name it with #ca=FILE, or add #verify=false"
                                : "; install ca-certificates, or add #verify=false"
                        : "";
        try {
            FfmpegReader.require(
                    result, "\"%s\" cannot be %s%s".formatted(uri, "open".equals(call) ? "opened" : call, certificate));
        } catch (SourceException e) {
            return e;
        }
        throw new IllegalArgumentException(result + " is no failure");
    }
}
