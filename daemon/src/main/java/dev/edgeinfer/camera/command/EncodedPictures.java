package dev.edgeinfer.camera.command;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import dev.edgeinfer.camera.ffmpeg.FfmpegReader;
import dev.edgeinfer.config.SourceConfig.Decoder;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures that FFmpeg decodes. */
final class EncodedPictures implements PictureStream {

    private final String uri;
    private final StreamFormat format;
    private final OutputPipe bytes;
    private final long maxPixels;

    /** Opened by the first {@link #next}, because that waits for the command. */
    private FfmpegReader reader;

    EncodedPictures(String uri, StreamFormat format, OutputPipe bytes, long maxPixels) {
        this.uri = uri;
        this.format = format;
        this.bytes = bytes;
        this.maxPixels = maxPixels;
    }

    @Override
    public boolean next() {
        if (reader == null) {
            try {
                reader = new FfmpegReader(FfmpegInput.stream(uri, format, bytes::read), Decoder.SOFTWARE, maxPixels);
            } catch (SourceException e) {
                // That the command has ended says more than what FFmpeg makes of it.
                if (bytes.ended()) {
                    return false;
                }
                throw e;
            }
        }
        return reader.next();
    }

    @Override
    public void copyTo(Mat image) {
        reader.copyTo(image);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
