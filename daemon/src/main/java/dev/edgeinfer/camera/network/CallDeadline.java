package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.MonotonicClock;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.LongPointer;

/**
 * Asked by FFmpeg, before each read and whenever it has waited for the network for a tenth of a second, whether to go on.
 * The one who calls FFmpeg sets a deadline for each call, which also has a {@linkplain CallBudget budget}; any thread may
 * {@link #abort}, for good. It must be reachable for as long as what it {@linkplain #guard guards} is used.
 *
 * <p>Not a callback of JavaCPP: of those there are ten at a time in a process, the eleventh is a null pointer without a
 * word, and FFmpeg then waits for ever.
 */
@SuppressWarnings("restricted")
final class CallDeadline {

    private static final MethodHandle ASKED;

    /** {@code int (*callback)(void *opaque)} */
    private static final FunctionDescriptor CALLBACK = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    static {
        try {
            ASKED = MethodHandles.lookup()
                    .findVirtual(CallDeadline.class, "asked", MethodType.methodType(int.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MonotonicClock clock;
    private final MemorySegment function;
    private final CallBudget budget;
    private volatile long deadline;
    private volatile boolean aborted;

    CallDeadline(MonotonicClock clock) {
        this.clock = clock;
        budget = new CallBudget(clock);
        // Freed when nobody has this object any more, also where a connection fails half way.
        function = Linker.nativeLinker().upcallStub(ASKED.bindTo(this), CALLBACK, Arena.ofAuto());
    }

    /** Has FFmpeg ask; {@code callback} is the first member of the structure (libavformat/avio.h). */
    void guard(AVIOInterruptCB interrupt) {
        new LongPointer(interrupt).put(0, function.address());
    }

    /** Of the call that is made next. */
    void within(Duration time) {
        deadline = clock.nanos() + time.toNanos();
        budget.begin();
    }

    /**
     * Has the bytes of a connection counted from now on, of which a call may take only so many.
     *
     * @param received in all; called within FFmpeg's calls
     */
    void count(LongSupplier received) {
        budget.count(received);
    }

    /** Nothing is counted any more, as what counts is about to be freed. */
    void countNothing() {
        budget.count(() -> 0);
    }

    /** What the call took too much of, after it has returned; {@link CallBudget#problem}. */
    Optional<String> excess() {
        return budget.problem();
    }

    void abort() {
        aborted = true;
    }

    boolean isAborted() {
        return aborted;
    }

    boolean hasPassed() {
        return clock.nanos() - deadline > 0;
    }

    /** Called by FFmpeg; 1 ends its call. */
    private int asked(MemorySegment nothing) {
        try {
            return aborted || hasPassed() || budget.isSpent() ? 1 : 0;
        } catch (RuntimeException | Error e) {
            // It would end the process.
            return 1;
        }
    }
}
