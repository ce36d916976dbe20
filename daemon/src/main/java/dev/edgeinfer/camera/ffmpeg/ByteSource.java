package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import dev.edgeinfer.camera.SourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;

/**
 * Bytes that FFmpeg asks for as it needs them. Between two packets it is given {@link FfmpegInput#MOST_BYTES_OF_PACKET}
 * and no more, because its parsers keep everything until a picture ends. Owns the native context; used by one thread at a
 * time, closed after what reads from it.
 *
 * <p>Not a callback of JavaCPP: of those there are ten at a time in a process.
 */
@SuppressWarnings("restricted")
final class ByteSource implements PacketBound {

    /** What FFmpeg reads at once of a pipe, whose own buffer has this size on Linux. */
    private static final int CHUNK = 1 << 16;

    private static final MethodHandle ASKED;

    /** {@code int (*read_packet)(void *opaque, uint8_t *buf, int buf_size)} */
    private static final FunctionDescriptor CALLBACK =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    static {
        try {
            ASKED = MethodHandles.lookup()
                    .findVirtual(
                            ByteSource.class,
                            "asked",
                            MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final ToIntFunction<ByteBuffer> bytes;
    private final Arena arena = Arena.ofShared();
    private final AVIOContext context;
    private long sincePacket;
    private RuntimeException failure;

    /**
     * @param name for people
     * @param bytes waits for bytes and puts as many into a buffer as there are, or as fit; gives how many, -1 at the end
     */
    ByteSource(String name, ToIntFunction<ByteBuffer> bytes) {
        this.name = name;
        this.bytes = bytes;
        MemorySegment function = Linker.nativeLinker().upcallStub(ASKED.bindTo(this), CALLBACK, arena);
        context = avio_alloc_context(
                new BytePointer(av_malloc(CHUNK)),
                CHUNK,
                0,
                null,
                (Read_packet_Pointer_BytePointer_int) null,
                (Write_packet_Pointer_BytePointer_int) null,
                (Seek_Pointer_long_int) null);
        new LongPointer(context)
                .put(Loader.offsetof(AVIOContext.class, "read_packet") / Long.BYTES, function.address());
        // Without a callback FFmpeg has taken the buffer for full.
        context.pos(0).buf_end(context.buffer());
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public void packetEnded() {
        sincePacket = 0;
    }

    @Override
    public void requireSound() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        av_free(context.buffer());
        avio_context_free(context);
        arena.close();
    }

    /** Called by FFmpeg. An exception would end the process here, so it waits for {@link #requireSound}. */
    private int asked(MemorySegment nothing, MemorySegment memory, int size) {
        if (failure != null) {
            return AVERROR_EXTERNAL();
        }
        try {
            int count = bytes.applyAsInt(memory.reinterpret(size).asByteBuffer());
            if (count < 0) {
                return AVERROR_EOF;
            }
            sincePacket += count;
            if (sincePacket <= FfmpegInput.MOST_BYTES_OF_PACKET) {
                return count;
            }
            failure = new SourceException(
                    "\"%s\": %d MB have come without the end of a picture in them; is the format right?"
                            .formatted(name, FfmpegInput.MOST_BYTES_OF_PACKET >> 20));
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException("bytes could not be read", e);
        }
        return AVERROR_EXTERNAL();
    }
}
