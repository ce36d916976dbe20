package dev.edgeinfer.camera.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether an image was cut off, which decoders do not always tell: JPEG, PNG, WebP.
 *
 * <p>Reads between the beginning and the limit of what it is given and changes neither position nor limit. Never throws,
 * whatever the bytes are.
 */
public final class ImageEnd {

    private static final int RIFF = 0x52494646;
    private static final int PNG = 0x89504e47;
    private static final int IEND = 0x49454e44;
    private static final int PNG_SIGNATURE = 8;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xffd9;

    private ImageEnd() {}

    /** Whether its end is there; bytes after it do not matter. */
    public static boolean isThere(ByteBuffer image) {
        ByteBuffer bytes = image.duplicate().rewind();
        try {
            return switch (bytes.getInt(0)) {
                case PNG -> png(bytes);
                case RIFF ->
                    Integer.toUnsignedLong(bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(4)) + 8 <= bytes.limit();
                default -> jpeg(bytes);
            };
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Length, type, content, checksum; again and again up to the last kind. */
    private static boolean png(ByteBuffer bytes) {
        long at = PNG_SIGNATURE;
        while (bytes.getInt(Math.toIntExact(at) + 4) != IEND) {
            at += 12 + Integer.toUnsignedLong(bytes.getInt((int) at));
            if (at > bytes.limit()) {
                return false;
            }
        }
        return at + 12 <= bytes.limit();
    }

    /** The end is looked for from behind, but not in the thumbnail, which comes before the pixels. */
    private static boolean jpeg(ByteBuffer bytes) {
        int pixels = startOfScan(bytes);
        for (int at = bytes.limit() - 2; at > pixels; at--) {
            if ((bytes.getChar(at) & 0xffff) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    private static int startOfScan(ByteBuffer bytes) {
        int at = 2;
        while (true) {
            int marker = bytes.get(at + 1) & 0xff;
            if ((bytes.get(at) & 0xff) != 0xff) {
                throw new IndexOutOfBoundsException(at);
            }
            if (marker == START_OF_SCAN) {
                return at;
            }
            if (marker == 0xff) {
                at++;
            } else if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                at += 2;
            } else {
                at += 2 + bytes.getChar(at + 2);
            }
        }
    }
}
