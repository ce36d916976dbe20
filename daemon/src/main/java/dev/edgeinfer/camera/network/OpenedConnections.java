package dev.edgeinfer.camera.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;

/**
 * Counts what comes over the connections that a demultiplexer opens by itself, such as those of the lists and pieces of
 * HLS: it stands between the demultiplexer and the functions of FFmpeg that open and close them. Used by the thread that
 * calls FFmpeg; it must be reachable for as long as the format is used.
 */
@SuppressWarnings("restricted")
final class OpenedConnections {

    /** {@code int (*io_open)(AVFormatContext *s, AVIOContext **pb, const char *url, int flags, AVDictionary **options)} */
    private static final FunctionDescriptor OPEN =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);

    /** {@code int (*io_close2)(AVFormatContext *s, AVIOContext *pb)} */
    private static final FunctionDescriptor CLOSE = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);

    private static final MethodHandle OPENING;
    private static final MethodHandle CLOSING;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            OPENING = here.findVirtual(OpenedConnections.class, "open", OPEN.toMethodType());
            CLOSING = here.findVirtual(OpenedConnections.class, "close", CLOSE.toMethodType());
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Freed when nobody has this object any more, also where a connection fails half way. */
    private final Arena arena = Arena.ofAuto();

    private final MethodHandle ffmpegOpens;
    private final MethodHandle ffmpegCloses;

    /** Where the count of each stands. */
    private final List<MemorySegment> open = new ArrayList<>();

    private long closed;

    /** @param format not opened yet */
    OpenedConnections(AVFormatContext format) {
        ffmpegOpens = replace(format, "io_open", OPEN, OPENING);
        ffmpegCloses = replace(format, "io_close2", CLOSE, CLOSING);
    }

    /** Bytes so far. */
    long received() {
        long sum = closed;
        for (int i = 0; i < open.size(); i++) {
            sum += open.get(i).get(JAVA_LONG, 0);
        }
        return sum;
    }

    private MethodHandle replace(
            AVFormatContext format, String member, FunctionDescriptor type, MethodHandle callback) {
        Linker linker = Linker.nativeLinker();
        LongPointer function = new LongPointer(format);
        long index = Loader.offsetof(AVFormatContext.class, member) / Long.BYTES;
        MethodHandle original = linker.downcallHandle(MemorySegment.ofAddress(function.get(index)), type);
        function.put(
                index, linker.upcallStub(callback.bindTo(this), type, arena).address());
        return original;
    }

    /** Called by FFmpeg, as is {@link #close}: an exception would end the process. */
    private int open(
            MemorySegment format, MemorySegment connection, MemorySegment url, int flags, MemorySegment options) {
        try {
            int result = (int) ffmpegOpens.invokeExact(format, connection, url, flags, options);
            if (result >= 0) {
                long opened = connection.reinterpret(ADDRESS.byteSize()).get(JAVA_LONG, 0);
                open.add(count(opened));
            }
            return result;
        } catch (Throwable e) {
            return AVERROR_EXTERNAL();
        }
    }

    private int close(MemorySegment format, MemorySegment connection) {
        try {
            if (connection.address() != 0) {
                MemorySegment count = count(connection.address());
                if (open.removeIf(one -> one.address() == count.address())) {
                    closed += count.get(JAVA_LONG, 0);
                }
            }
            return (int) ffmpegCloses.invokeExact(format, connection);
        } catch (Throwable e) {
            return AVERROR_EXTERNAL();
        }
    }

    private static MemorySegment count(long context) {
        return MemorySegment.ofAddress(context + Loader.offsetof(AVIOContext.class, "bytes_read"))
                .reinterpret(Long.BYTES);
    }
}
