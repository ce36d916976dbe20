package dev.edgeinfer.camera.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Writes small real videos for tests. */
public final class TestVideos {

    private TestVideos() {}

    /**
     * A video whose picture {@code i} is blue-green-red {@code (20 * i, 128, 200)} all over, modulo 240.
     *
     * @param file its extension chooses the container
     */
    public static Path video(Path file, int width, int height, int fps, int pictures) {
        av_log_set_level(AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height);
                org.bytedeco.javacv.Frame frame =
                        new org.bytedeco.javacv.Frame(width, height, org.bytedeco.javacv.Frame.DEPTH_UBYTE, 3)) {
            recorder.setVideoCodec(AV_CODEC_ID_MPEG4);
            recorder.setPixelFormat(AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(fps);
            recorder.setVideoBitrate(4_000_000);
            recorder.start();
            ByteBuffer pixels = (ByteBuffer) frame.image[0];
            for (int i = 0; i < pictures; i++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        int offset = y * frame.imageStride + 3 * x;
                        pixels.put(offset, (byte) blue(i));
                        pixels.put(offset + 1, (byte) 128);
                        pixels.put(offset + 2, (byte) 200);
                    }
                }
                recorder.record(frame);
            }
            recorder.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The same pictures as a multipart stream of JPEGs, which has neither index nor time stamps. */
    public static Path multipart(Path file, int width, int height, int pictures) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int i = 0; i < pictures; i++) {
            try (Scalar colour = new Scalar(blue(i), 128, 200, 0);
                    Mat picture = new Mat(height, width, CV_8UC3, colour);
                    BytePointer jpeg = new BytePointer()) {
                imencode(".jpg", picture, jpeg);
                byte[] bytes = new byte[(int) jpeg.limit()];
                jpeg.get(bytes);
                parts.writeBytes("--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                        .formatted(bytes.length)
                        .getBytes(US_ASCII));
                parts.writeBytes(bytes);
                parts.writeBytes("\r\n".getBytes(US_ASCII));
            }
        }
        try {
            return Files.write(file, parts.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same pictures as files {@code 0.jpg}, {@code 1.jpg}, … of a folder, which is returned. */
    public static Path jpegs(Path folder, int width, int height, int pictures) {
        for (int i = 0; i < pictures; i++) {
            try (Scalar colour = new Scalar(blue(i), 128, 200, 0);
                    Mat picture = new Mat(height, width, CV_8UC3, colour)) {
                imwrite(folder.resolve(i + ".jpg").toString(), picture);
            }
        }
        return folder;
    }

    /** Blue of a picture of {@link #video}. */
    public static int blue(int picture) {
        return 20 * picture % 240;
    }

    /** A file with sound and no picture. */
    public static Path sound(Path file) {
        av_log_set_level(AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 1)) {
            recorder.setAudioCodec(AV_CODEC_ID_AAC);
            recorder.setSampleRate(44_100);
            recorder.start();
            recorder.recordSamples(44_100, 1, ShortBuffer.allocate(44_100));
            recorder.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
