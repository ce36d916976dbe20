package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** How the packets of a stream are coded: a copy, which does not change while the stream goes on. Owns native memory. */
final class Coding implements AutoCloseable {

    private final AVCodecParameters parameters = avcodec_parameters_alloc();
    private final AVRational timeBase = new AVRational();

    private Coding() {}

    static Coding of(AVStream stream) {
        Coding coding = new Coding();
        avcodec_parameters_copy(coding.parameters, stream.codecpar());
        coding.timeBase.num(stream.time_base().num()).den(stream.time_base().den());
        return coding;
    }

    /** JPEGs one after the other. */
    static Coding jpeg() {
        Coding coding = new Coding();
        coding.parameters.codec_type(AVMEDIA_TYPE_VIDEO).codec_id(AV_CODEC_ID_MJPEG);
        coding.timeBase.num(1).den(1000);
        return coding;
    }

    AVCodecParameters parameters() {
        return parameters;
    }

    AVRational timeBase() {
        return timeBase;
    }

    /** Whether no picture needs another one. */
    boolean standsAlone() {
        return parameters.codec_id() == AV_CODEC_ID_MJPEG;
    }

    /** Whether the stream is still coded so. */
    boolean isOf(AVStream stream) {
        return stream.codecpar().codec_id() == parameters.codec_id();
    }

    @Override
    public void close() {
        avcodec_parameters_free(parameters);
        timeBase.close();
    }
}
