package dev.edgeinfer.http.inference;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** The body of a request, outside the heap. Must be closed, after which nobody may look at {@link #bytes}. */
final class Upload implements AutoCloseable {

    private final UploadMemory memory;
    private BytePointer pointer;
    private ByteBuffer space;

    /** @param expected bytes that will probably come */
    Upload(UploadMemory memory, long expected) {
        this.memory = memory;
        memory.reserve(expected);
        pointer = new BytePointer(expected);
        space = pointer.asByteBuffer();
    }

    /** Adds some bytes at the end. @throws ProblemException when there is no memory for them */
    void append(byte[] bytes, int length) {
        if (space.remaining() < length) {
            grow(Math.max(2L * space.capacity(), space.position() + (long) length));
        }
        space.put(bytes, 0, length);
    }

    private void grow(long capacity) {
        memory.reserve(capacity);
        BytePointer larger = new BytePointer(capacity);
        ByteBuffer grown = larger.asByteBuffer();
        grown.put(space.flip());
        free();
        pointer = larger;
        space = grown;
    }

    /** What has come so far, from position 0 to the limit; direct, big-endian. */
    ByteBuffer bytes() {
        return space.duplicate().flip();
    }

    @Override
    public void close() {
        free();
    }

    private void free() {
        memory.release(space.capacity());
        pointer.close();
    }
}
