package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Finds how large the pictures in a packet are, as its headers say, without decoding any. Used by one thread. */
final class CodedSize implements AutoCloseable {

    private final boolean jpeg;

    /** Null for codecs whose headers FFmpeg does not read by themselves. */
    private final AVCodecParserContext parser;

    private final PointerPointer<BytePointer> parsed = new PointerPointer<>(1);
    private final IntPointer parsedSize = new IntPointer(1);

    /** @param codec its id */
    CodedSize(int codec) {
        jpeg = codec == AV_CODEC_ID_MJPEG;
        parser = jpeg ? null : av_parser_init(codec);
        if (parser != null) {
            parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
        }
    }

    /**
     * The size; empty when the packet does not tell.
     *
     * @param packet whole pictures
     * @param decoder knows the headers that the stream has outside of its packets
     */
    Optional<Size> of(AVPacket packet, AVCodecContext decoder) {
        int length = packet.size();
        if (jpeg) {
            BytePointer data = packet.data();
            return data == null || data.isNull()
                    ? Optional.empty()
                    : ImageHeader.size(data.capacity(length).asByteBuffer());
        }
        if (parser == null) {
            return Optional.empty();
        }
        av_parser_parse2(parser, decoder, parsed, parsedSize, packet.data(), length, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        return parser.width() > 0 && parser.height() > 0
                ? Optional.of(new Size(parser.width(), parser.height()))
                : Optional.empty();
    }

    @Override
    public void close() {
        if (parser != null) {
            av_parser_close(parser);
        }
        parsed.close();
        parsedSize.close();
    }
}
