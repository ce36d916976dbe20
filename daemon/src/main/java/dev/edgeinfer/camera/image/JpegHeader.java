package dev.edgeinfer.camera.image;

import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What a JPEG says of itself before its pixels. */
public final class JpegHeader {

    private static final int START_OF_SCAN = 0xda;

    private JpegHeader() {}

    /**
     * The size as its frame header says; empty when there is none before the pixels.
     *
     * @param jpeg from its beginning to its limit; big-endian
     * @throws IndexOutOfBoundsException when it is cut off before that
     */
    static Optional<Size> size(ByteBuffer jpeg) {
        int at = 2;
        while (true) {
            if ((jpeg.get(at) & 0xff) != 0xff) {
                return Optional.empty();
            }
            int marker = jpeg.get(at + 1) & 0xff;
            if (marker == 0xff) {
                // Any number of these may fill.
                at++;
            } else if (isFrame(marker)) {
                return Optional.of(new Size(jpeg.getChar(at + 7), jpeg.getChar(at + 5)));
            } else if (marker == START_OF_SCAN) {
                return Optional.empty();
            } else if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                at += 2;
            } else {
                at += 2 + jpeg.getChar(at + 2);
            }
        }
    }

    /** Start of frame of any kind; the other three among these are tables. */
    public static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
}
