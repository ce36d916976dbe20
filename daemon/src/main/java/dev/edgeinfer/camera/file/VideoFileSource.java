package dev.edgeinfer.camera.file;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegReader;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;

/** {@code file:///clip.mp4?loop=true&pace=realtime}: a video file in any format that FFmpeg reads. */
public final class VideoFileSource implements FrameSource {

    private final SourceConfig.VideoFile config;
    private FfmpegReader reader;

    /** Time of the first picture of this pass over the file, and what is added to it. */
    private long passStart;

    private long passOffset;
    private long picturesInPass;
    private long timestamp;

    /** @throws SourceException when the file cannot be read or holds no video */
    public VideoFileSource(SourceConfig.VideoFile config) {
        this.config = config;
        requireReadable(config.path());
        reader = new FfmpegReader(config.path(), config.maxPixels());
    }

    @Override
    public Delivery delivery() {
        return config.pace() == Pace.FAST ? Delivery.ON_DEMAND : Delivery.TIMED;
    }

    @Override
    public boolean grab() {
        boolean more = reader.next();
        if (!more) {
            if (picturesInPass == 0) {
                throw new SourceException(
                        "\"%s\" holds no picture that can be decoded; the file is damaged or cut short"
                                .formatted(config.path()));
            }
            if (!config.loop()) {
                return false;
            }
            startAgain();
        }
        stamp();
        return true;
    }

    @Override
    public long timestampNanos() {
        return timestamp;
    }

    @Override
    public boolean retrieve(Mat image) {
        reader.copyTo(image);
        return true;
    }

    @Override
    public void close() {
        reader.close();
    }

    private void startAgain() {
        picturesInPass = 0;
        if (reader.rewind() && reader.next()) {
            return;
        }
        reader.close();
        requireReadable(config.path());
        reader = new FfmpegReader(config.path(), config.maxPixels());
        if (!reader.next()) {
            throw new SourceException(
                    "\"%s\" could be played once and not again; has it been replaced?".formatted(config.path()));
        }
    }

    /** Keeps the time stamps growing over the passes: a new pass begins one interval after the last picture. */
    private void stamp() {
        long next = timestamp + reader.intervalNanos();
        long inFile = reader.timestampNanos().orElse(passStart + next - passOffset);
        if (picturesInPass == 0) {
            passStart = inFile;
            passOffset = next;
        }
        picturesInPass++;
        timestamp = Math.max(timestamp, passOffset + inFile - passStart);
    }

    private static void requireReadable(Path path) {
        if (!Files.exists(path)) {
            throw new SourceException("\"%s\" does not exist; check the path of the video".formatted(path));
        }
        if (Files.isDirectory(path)) {
            throw new SourceException(
                    "\"%s\" is a folder; for the images in it write dir://%s".formatted(path, path.toAbsolutePath()));
        }
        if (!Files.isRegularFile(path)) {
            throw new SourceException("\"%s\" is not a file but a pipe or a device; name a video file".formatted(path));
        }
        if (!Files.isReadable(path)) {
            throw new SourceException("\"%s\" may not be read by user %s; change its permissions (chmod a+r)"
                    .formatted(path, System.getProperty("user.name")));
        }
        try {
            if (Files.size(path) == 0) {
                throw new SourceException("\"%s\" is empty (0 bytes); copy the video again".formatted(path));
            }
        } catch (IOException e) {
            throw new SourceException("\"%s\" cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }
}
