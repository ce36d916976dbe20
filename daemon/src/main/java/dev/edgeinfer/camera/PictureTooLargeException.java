package dev.edgeinfer.camera;

import dev.edgeinfer.config.SourceConfig.Size;

/** A source gives pictures of more pixels than its camera takes. Thrown before such a picture is decoded. */
public final class PictureTooLargeException extends SourceException {

    private static final long serialVersionUID = 1L;

    /** @param source for people */
    public PictureTooLargeException(String source, Size size, long maxPixels) {
        super(
                "\"%s\" gives a picture of %dx%d, %d pixels, where max-pixels allows %d; ask for smaller pictures, or raise max-pixels of the camera"
                        .formatted(source, size.width(), size.height(), size.pixels(), maxPixels));
    }
}
