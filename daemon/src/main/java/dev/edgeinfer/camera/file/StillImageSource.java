package dev.edgeinfer.camera.file;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig;
import org.bytedeco.opencv.opencv_core.Mat;

/** {@code file:///photo.jpg?fps=5}: one image, read when the source is opened and given again and again. */
public final class StillImageSource implements FrameSource {

    private final SourceConfig.Image config;
    private final Mat picture = new Mat();
    private long given;

    /**
     * @throws SourceException when the file is no image that can be read
     * @throws PictureTooLargeException when it has too many pixels
     */
    public StillImageSource(SourceConfig.Image config) {
        this.config = config;
        var problem = new ImageFile(config.maxPixels()).read(config.path(), picture);
        if (problem.isPresent()) {
            picture.close();
            throw problem.get();
        }
    }

    @Override
    public Delivery delivery() {
        return Delivery.TIMED;
    }

    @Override
    public boolean grab() {
        given++;
        return true;
    }

    @Override
    public long timestampNanos() {
        return Math.round(given * (1e9 / config.fps()));
    }

    @Override
    public boolean retrieve(Mat image) {
        picture.copyTo(image);
        return true;
    }

    @Override
    public void close() {
        picture.close();
    }
}
