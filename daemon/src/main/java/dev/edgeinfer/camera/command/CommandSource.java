package dev.edgeinfer.camera.command;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * {@code exec:rpicam-vid -t 0 --codec yuv420 -o -#format=yuv420&size=640x480}: what a command writes to its standard
 * output, for cameras that only a program of their maker can read.
 *
 * <p>The command ends with the source, and with it all that it has started in its process group. One that ends by
 * itself or writes something else fails the source, and the camera starts it again.
 */
public final class CommandSource implements FrameSource {

    private final SourceConfig.Command config;
    private final CommandProcess process;
    private final PictureStream pictures;
    private long grabbed;

    /** @throws SourceException when the command cannot be started */
    public CommandSource(SourceConfig.Command config) {
        this.config = config;
        process = CommandProcess.start(config);
        try {
            pictures = config.format().raw()
                    ? new RawPictures(config.format(), config.size().orElseThrow(), process.output()::read)
                    : new EncodedPictures(config.uri(), config.format(), process.output(), config.maxPixels());
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    @Override
    public Delivery delivery() {
        return Delivery.LIVE;
    }

    @Override
    public boolean grab() {
        if (!pictures.next()) {
            throw new SourceException("\"%s\" %s after %d pictures%s; %s"
                    .formatted(config.uri(), process.ending(), grabbed, pictures.rest(), advice()));
        }
        grabbed++;
        return true;
    }

    @Override
    public boolean retrieve(Mat image) {
        pictures.copyTo(image);
        return true;
    }

    @Override
    public void abort() {
        process.output().close();
    }

    @Override
    public void close() {
        process.close();
        pictures.close();
    }

    private String advice() {
        return process.lastWords()
                .map("the last it said was \"%s\""::formatted)
                .orElse("run it in a shell to see what it does");
    }
}
