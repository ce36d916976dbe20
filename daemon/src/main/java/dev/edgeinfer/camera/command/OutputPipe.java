package dev.edgeinfer.camera.command;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.edgeinfer.system.CLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pipe from a process: what it writes is read here.
 *
 * <p>Not the stream that Java gives for a process, because a thread that waits in that one can be woken by nobody: here
 * an interrupt or {@link #close} ends a {@link #read} at once, whoever still holds the other end.
 */
final class OutputPipe implements AutoCloseable {

    /** {@code int pipe2(int pipefd[2], int flags)} */
    private static final MethodHandle PIPE2 =
            CLibrary.bind("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private static final int O_CLOEXEC = 0x80000;

    private final FileChannel channel;
    private int writeEnd;
    private volatile boolean ended;

    private OutputPipe(FileChannel channel, int writeEnd) {
        this.channel = channel;
        this.writeEnd = writeEnd;
    }

    /** @throws IOException when the process has no file descriptor left */
    static OutputPipe open() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            CLibrary.call(
                    state -> (int) PIPE2.invokeExact(state, ends, O_CLOEXEC),
                    (errno, reason) -> new IOException("no pipe could be made: " + reason));
            int readEnd = ends.getAtIndex(JAVA_INT, 0);
            int writeEnd = ends.getAtIndex(JAVA_INT, 1);
            try {
                return new OutputPipe(FileChannel.open(path(readEnd), StandardOpenOption.READ), writeEnd);
            } catch (IOException e) {
                CLibrary.close(writeEnd);
                throw e;
            } finally {
                CLibrary.close(readEnd);
            }
        }
    }

    /** What a process is to be started with as its output; after that call {@link #handedOver}. */
    File writeEnd() {
        return path(writeEnd).toFile();
    }

    /** The process has its own hold of the other end, or there will be none: from now on its end is the end. */
    void handedOver() {
        if (writeEnd >= 0) {
            CLibrary.close(writeEnd);
            writeEnd = -1;
        }
    }

    /**
     * Waits for bytes and puts as many into {@code bytes} as there are, or as fit.
     *
     * @return how many, or -1 when nobody writes any more, this was closed, or the thread was interrupted
     */
    int read(ByteBuffer bytes) {
        int count;
        try {
            count = channel.read(bytes);
        } catch (IOException e) {
            count = -1;
        }
        ended |= count < 0;
        return count;
    }

    /** Whether {@link #read} has come to the end. */
    boolean ended() {
        return ended;
    }

    /** May be called by any thread, more than once. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the read end of a pipe does not close", e);
        }
    }

    private static Path path(int descriptor) {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }
}
