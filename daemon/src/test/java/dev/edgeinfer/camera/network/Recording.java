package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/**
 * What FFmpeg makes a stream of: pictures of one grey, with a key frame five times a second.
 *
 * @param codec FFmpeg's number
 */
record Recording(int codec, int width, int height, int grey) {

    static final int FPS = 25;

    static Recording h264(int width, int height) {
        return new Recording(AV_CODEC_ID_H264, width, height, 0);
    }

    /**
     * Writes it to an address, for as long as somebody takes it.
     *
     * @param options of the container or the protocol
     */
    void write(String address, String container, Map<String, String> options, int pictures) throws IOException {
        av_log_set_level(AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(address, width, height);
                Frame frame = new Frame(width, height, Frame.DEPTH_UBYTE, 3)) {
            ByteBuffer pixels = (ByteBuffer) frame.image[0];
            while (pixels.hasRemaining()) {
                pixels.put((byte) grey);
            }
            pixels.rewind();
            recorder.setFormat(container);
            recorder.setVideoCodec(codec);
            recorder.setPixelFormat(AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(FPS);
            recorder.setGopSize(FPS / 5);
            recorder.setOptions(options);
            recorder.start();
            for (int i = 0; i < pictures && !Thread.interrupted(); i++) {
                recorder.record(frame);
            }
        } catch (FrameRecorder.Exception e) {
            throw new IOException(e);
        }
    }

    /** The bytes of two seconds of it. */
    byte[] bytes(Path folder, String container, Map<String, String> options) throws IOException {
        Path file = Files.createTempFile(folder, "recording", "." + container);
        write(file.toString(), container, options, 2 * FPS);
        return Files.readAllBytes(file);
    }
}
