package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;

import dev.edgeinfer.camera.ffmpeg.PacketDecoder.Outcome;
import dev.edgeinfer.camera.ffmpeg.VideoDecoder.Passed;
import dev.edgeinfer.config.SourceConfig.Decoder;
import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Prints what it costs on one core to decode JPEGs smaller, and a video without all of its pictures, as ratios to the
 * whole.
 *
 * <pre>{@code DecodeBench IMAGE VIDEO}</pre>
 */
public final class DecodeBench {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int RUNS = 101;
    private static final int PASSES = 9;

    private DecodeBench() {}

    public static void main(String[] args) {
        opencv_core.setNumThreads(1);
        double whole = jpeg(args[0], 1);
        System.out.printf(Locale.ROOT, "JPEG of %d×%d   %8.0f µs%n", WIDTH, HEIGHT, whole);
        for (int scale : new int[] {2, 4, 8}) {
            double smaller = jpeg(args[0], scale);
            System.out.printf(Locale.ROOT, "at 1/%d            %8.0f µs, %.2f of it%n", scale, smaller, smaller / whole);
        }
        Path video = Path.of(args[1]);
        double all = 0;
        for (Passed passed : Passed.values()) {
            double[] nanos = new double[PASSES];
            long[] pictures = new long[1];
            for (int pass = 0; pass < PASSES; pass++) {
                nanos[pass] = video(video, passed, pictures);
            }
            double median = median(nanos);
            all = passed == Passed.NONE ? median : all;
            System.out.printf(
                    Locale.ROOT,
                    "video, %-14s %8.1f ms for %d pictures, %.2f of it all%n",
                    passed.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    median / 1e6,
                    pictures[0],
                    median / all);
        }
    }

    /** Median in microseconds. */
    private static double jpeg(String file, int scale) {
        double[] nanos = new double[RUNS];
        AVPacket packet = av_packet_alloc();
        try (Mat read = imread(file, IMREAD_COLOR);
                var size = new org.bytedeco.opencv.opencv_core.Size(WIDTH, HEIGHT);
                Mat frame = new Mat();
                Mat image = new Mat();
                BytePointer coded = new BytePointer();
                JpegDecoder decoder = new JpegDecoder(file, scale, Size.MAX_PIXELS)) {
            opencv_imgproc.resize(read, frame, size);
            imencode(".jpg", frame, coded);
            av_new_packet(packet, (int) coded.limit());
            packet.data().put(coded);
            for (int run = 0; run < RUNS; run++) {
                long began = System.nanoTime();
                decoder.send(packet);
                decoder.receive();
                if (!decoder.copyTo(image)) {
                    throw new IllegalStateException("a JPEG just made cannot be decoded");
                }
                nanos[run] = System.nanoTime() - began;
            }
        } finally {
            av_packet_free(packet);
        }
        return median(nanos) / 1e3;
    }

    /** Nanoseconds for the packets of a whole video, without conversion. */
    private static double video(Path file, Passed passed, long[] pictures) {
        AVPacket packet = av_packet_alloc();
        try (FfmpegInput input = FfmpegInput.file(file)) {
            int index = 0;
            while (input.format().streams(index).codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
                index++;
            }
            AVStream stream = input.format().streams(index);
            try (VideoDecoder decoder = new VideoDecoder(
                    file.toString(), stream.codecpar(), stream.time_base(), false, Decoder.SOFTWARE, Size.MAX_PIXELS)) {
                decoder.skip(passed);
                pictures[0] = 0;
                long began = System.nanoTime();
                while (av_read_frame(input.format(), packet) >= 0) {
                    if (packet.stream_index() == index) {
                        decoder.send(packet);
                        pictures[0] += drained(decoder);
                    }
                    av_packet_unref(packet);
                }
                decoder.send(null);
                pictures[0] += drained(decoder);
                return System.nanoTime() - began;
            }
        } finally {
            av_packet_free(packet);
        }
    }

    private static int drained(VideoDecoder decoder) {
        int pictures = 0;
        while (decoder.receive() == Outcome.PICTURE) {
            pictures++;
        }
        return pictures;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
