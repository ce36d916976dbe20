package dev.edgeinfer.camera.ffmpeg;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.LongPointer;

/**
 * Asked by FFmpeg, before each read and whenever it has waited for the network for a tenth of a second, whether to end its call.
 * It must be reachable for as long as what it {@linkplain #guard guards} is used.
 *
 * <p>Not a callback of JavaCPP: of those there are ten at a time in a process, the eleventh is a null pointer without a
 * word, and FFmpeg then waits for ever.
 */
@SuppressWarnings("restricted")
public final class InterruptCallback {

    private static final MethodHandle ASKED;

    /** {@code int (*callback)(void *opaque)} */
    private static final FunctionDescriptor CALLBACK = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    static {
        try {
            ASKED = MethodHandles.lookup()
                    .findVirtual(
                            InterruptCallback.class, "asked", MethodType.methodType(int.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BooleanSupplier over;
    private final MemorySegment function;

    /** @param over called by the thread that calls FFmpeg */
    public InterruptCallback(BooleanSupplier over) {
        this.over = over;
        // Freed when nobody has this object any more, also where a connection fails half way.
        function = Linker.nativeLinker().upcallStub(ASKED.bindTo(this), CALLBACK, Arena.ofAuto());
    }

    /** Has FFmpeg ask; {@code callback} is the first member of the structure (libavformat/avio.h). */
    public void guard(AVIOInterruptCB interrupt) {
        new LongPointer(interrupt).put(0, function.address());
    }

    /** Called by FFmpeg; 1 ends its call. */
    private int asked(MemorySegment nothing) {
        try {
            return over.getAsBoolean() ? 1 : 0;
        } catch (RuntimeException | Error e) {
            // It would end the process.
            return 1;
        }
    }
}
