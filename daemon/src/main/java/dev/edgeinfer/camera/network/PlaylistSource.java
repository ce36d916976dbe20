package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import dev.edgeinfer.camera.ffmpeg.FfmpegReader;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import java.time.Duration;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * {@code https://server/live.m3u8}: HLS, a live stream in pieces of some seconds. Since a piece comes at once, its pictures
 * are shown by their time stamps; they are as late as the pieces are long.
 */
final class PlaylistSource implements FrameSource {

    /** For a piece to come; they are several seconds long. */
    private static final Duration PATIENCE = Duration.ofSeconds(14);

    private static final long LONGEST_STEP = Duration.ofSeconds(10).toNanos();

    private final NetworkStream config;
    private final NetworkConnection connection;
    private final CallDeadline deadline;
    private final FfmpegReader reader;

    /** Of the last picture: in the stream, and as it is told. */
    private long inStream;

    private long timestamp;

    /**
     * @param connection closed with this, and when this fails
     * @param deadline of its calls; closed with this
     * @throws SourceException when it holds no video that can be decoded as it is asked for
     */
    PlaylistSource(NetworkStream config, NetworkConnection connection, CallDeadline deadline) {
        this.config = config;
        this.connection = connection;
        this.deadline = deadline;
        if (config.options().scale() != 1) {
            connection.close();
            throw new SourceException(
                    "\"%s\" is HLS, which has no JPEGs, and only these can be decoded smaller; remove scale="
                            .formatted(config.uri()));
        }
        deadline.within(PATIENCE);
        reader = reader();
    }

    private FfmpegReader reader() {
        try {
            return new FfmpegReader(
                    FfmpegInput.opened(config.uri(), connection.format(), connection::close),
                    config.options().decoder(),
                    config.maxPixels());
        } catch (SourceException e) {
            connection.problems().requireModest("read");
            throw e;
        }
    }

    @Override
    public Delivery delivery() {
        return Delivery.TIMED;
    }

    @Override
    public boolean grab() {
        deadline.within(PATIENCE);
        boolean found = reader.next();
        connection.problems().requireModest("read");
        if (!found) {
            throw connection.problems().failure(reader.endedWith(), "read");
        }
        long next = reader.timestampNanos().orElse(inStream + reader.intervalNanos());
        long step = next - inStream;
        // Where pieces of another recording follow, time goes on as if it were the same.
        timestamp += step > 0 && step < LONGEST_STEP ? step : reader.intervalNanos();
        inStream = next;
        return true;
    }

    @Override
    public long timestampNanos() {
        return timestamp;
    }

    @Override
    public boolean retrieve(Mat image) {
        return reader.copyTo(image);
    }

    @Override
    public void abort() {
        deadline.abort();
    }

    @Override
    public void close() {
        reader.close();
    }

    @Override
    public String toString() {
        return config.uri();
    }
}
