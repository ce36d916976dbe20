package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.FfmpegInput;
import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.camera.image.JpegHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds JPEGs in a stream of bytes, such as the parts of a {@code multipart/x-mixed-replace} answer of an HTTP camera.
 *
 * <p>A JPEG tells by itself where it ends: segments have lengths, and in what lies between them a marker stands out. So
 * whatever a server writes between its pictures, boundaries and lengths included, need not be right, and one that is cut
 * off is noticed when the next begins.
 *
 * <p>Memory is bounded by the largest JPEG allowed, whatever the bytes are, and it is not the heap: a few cameras with large
 * pictures would fill that, and the process would end. Not thread-safe.
 */
final class JpegSplitter {

    /** Between two pictures a server has to say no more than this. */
    private static final int MOST_BETWEEN = 1 << 20;

    private static final int LEAST = 1 << 16;

    /** Beside its pixels a picture may have this: small copies of it, where it was taken, what the maker adds. */
    private static final int MOST_BESIDE = 1 << 20;

    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;

    private enum State {
        /** Between pictures. */
        OUTSIDE,
        /** A segment may begin. */
        MARKER,
        LENGTH_HIGH,
        LENGTH_LOW,
        SEGMENT,
        /** Coded pixels. */
        PIXELS,
        PIXELS_MARKER
    }

    private final String name;
    private final long maxPixels;
    private State state = State.OUTSIDE;
    private ByteBuffer jpeg = ByteBuffer.allocateDirect(LEAST);
    private int length;

    /** That this picture may have: of the largest that is allowed until its header tells its own size. */
    private int mostBytes;

    /** Of the two bytes with which a JPEG begins, how many the last bytes were. */
    private int matched;

    private int between;
    private int marker;
    private int segmentStart;
    private int segmentLength;
    private boolean hasSize;
    private long broken;

    /** @param name of the source, for people */
    JpegSplitter(String name, long maxPixels) {
        this.name = name;
        this.maxPixels = maxPixels;
        mostBytes = mostOfLargest();
    }

    /**
     * Reads on until a JPEG is whole.
     *
     * @param bytes read from; may be read to its end
     * @return whether one is, to be taken by {@link #bytes} and {@link #length} before the next call
     * @throws PictureTooLargeException as soon as a header says so
     * @throws SourceException when this is no stream of JPEGs
     */
    boolean next(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (state == State.PIXELS) {
                copyPixels(bytes);
            } else if (step(bytes.get() & 0xff)) {
                return true;
            }
        }
        return false;
    }

    /** Holds the JPEG from index 0 on, not from its position; overwritten by the next call. */
    ByteBuffer bytes() {
        return jpeg;
    }

    int length() {
        return length;
    }

    /** Pictures so far that were cut off or broken. */
    long broken() {
        return broken;
    }

    private boolean step(int b) {
        switch (state) {
            case OUTSIDE -> {
                outside(b);
                return false;
            }
            case MARKER -> marker(b);
            case LENGTH_HIGH -> {
                segmentLength = b << 8;
                append(b);
                state = State.LENGTH_LOW;
            }
            case LENGTH_LOW -> {
                segmentLength = Math.max(2, segmentLength | b);
                append(b);
                endSegmentIfComplete();
            }
            case SEGMENT -> {
                append(b);
                endSegmentIfComplete();
            }
            case PIXELS -> throw new IllegalStateException("copied at once");
            case PIXELS_MARKER -> {
                return pixelsMarker(b);
            }
        }
        return false;
    }

    private void outside(int b) {
        if (matched == 1 && b == START) {
            begin();
            return;
        }
        matched = b == 0xff ? 1 : 0;
        if (++between > MOST_BETWEEN) {
            throw new SourceException("\"%s\" sends no JPEG among %d bytes; is it the address of the MJPEG stream?"
                    .formatted(name, between));
        }
    }

    private void begin() {
        state = State.MARKER;
        length = 0;
        matched = 0;
        between = 0;
        hasSize = false;
        mostBytes = mostOfLargest();
        marker = 0;
        append(0xff);
        append(START);
    }

    /** Before the pixels: each marker begins with 0xff, more of which may fill. */
    private void marker(int b) {
        if (marker != 0xff) {
            if (b != 0xff) {
                giveUp(b);
                return;
            }
            marker = 0xff;
            append(b);
            return;
        }
        if (b == 0xff) {
            return;
        }
        if (b == START) {
            broken++;
            begin();
        } else if (b == END || b == 0) {
            giveUp(b);
        } else {
            append(b);
            beginSegment(b);
        }
    }

    private void beginSegment(int b) {
        marker = b;
        if (b == 0x01 || b >= 0xd0 && b <= 0xd7) {
            // These have no length.
            state = State.MARKER;
        } else {
            segmentStart = length;
            state = State.LENGTH_HIGH;
        }
    }

    private void endSegmentIfComplete() {
        if (length - segmentStart < segmentLength) {
            state = State.SEGMENT;
            return;
        }
        if (!hasSize && JpegHeader.isFrame(marker)) {
            requireSize();
        }
        state = marker == SCAN ? State.PIXELS : State.MARKER;
        marker = 0;
    }

    private void requireSize() {
        hasSize = true;
        Optional<Size> size = ImageHeader.size(jpeg.duplicate().limit(length));
        if (size.isPresent() && size.get().pixels() > maxPixels) {
            Size refused = size.get();
            giveUp(0);
            throw new PictureTooLargeException(name, refused, maxPixels);
        }
        size.ifPresent(own -> mostBytes = (int) Math.min(mostBytes, twiceRaw(own.pixels()) + MOST_BESIDE));
    }

    private int mostOfLargest() {
        return (int) Math.min(twiceRaw(maxPixels) + LEAST, FfmpegInput.MOST_BYTES_OF_PACKET);
    }

    /** Twice what these pixels take in raw colour. */
    private static long twiceRaw(long pixels) {
        return pixels * 6;
    }

    /** Up to and with the next byte that may begin a marker. */
    private void copyPixels(ByteBuffer bytes) {
        int from = length;
        int count = Math.min(bytes.remaining(), Math.max(1, mostBytes - length));
        ensure(from + count);
        jpeg.put(from, bytes, bytes.position(), count);
        for (int i = from; i < from + count; i++) {
            if (jpeg.get(i) == (byte) 0xff) {
                length = i + 1;
                bytes.position(bytes.position() + length - from);
                state = State.PIXELS_MARKER;
                return;
            }
        }
        bytes.position(bytes.position() + count);
        length = from + count;
        ensure(length + 1);
    }

    private boolean pixelsMarker(int b) {
        if (b == START) {
            // The next picture begins where this one should go on.
            broken++;
            begin();
            return false;
        }
        if (b == 0xff) {
            return false;
        }
        append(b);
        if (b == END) {
            state = State.OUTSIDE;
            matched = 0;
            return true;
        }
        if (b == 0 || b >= 0xd0 && b <= 0xd7) {
            state = State.PIXELS;
        } else {
            beginSegment(b);
        }
        return false;
    }

    private void giveUp(int b) {
        broken++;
        state = State.OUTSIDE;
        matched = b == 0xff ? 1 : 0;
        length = 0;
    }

    private void append(int b) {
        ensure(length + 1);
        jpeg.put(length++, (byte) b);
    }

    private void ensure(int wanted) {
        if (wanted > mostBytes) {
            throw new SourceException("\"%s\" sends a JPEG that does not end after %d bytes; is it the MJPEG stream?"
                    .formatted(name, mostBytes));
        }
        if (wanted > jpeg.capacity()) {
            jpeg = ByteBuffer.allocateDirect((int) Math.min(mostBytes, Math.max(wanted, 2L * jpeg.capacity())))
                    .put(0, jpeg, 0, length);
        }
    }
}
