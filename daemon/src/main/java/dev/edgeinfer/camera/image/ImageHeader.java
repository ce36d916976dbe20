package dev.edgeinfer.camera.image;

import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Finds how large an image is without decoding it: BMP, JPEG, PNG, PGM and PPM, TIFF, WebP.
 *
 * <p>Reads between the beginning and the limit of what it is given and changes neither position nor limit. Never throws,
 * whatever the bytes are, and looks at each a bounded number of times.
 */
public final class ImageHeader {

    private static final int PNG = 0x89504e47;
    private static final int RIFF = 0x52494646;
    private static final int WEBP = 0x57454250;
    private static final int TIFF_LITTLE = 0x49492a00;
    private static final int TIFF_BIG = 0x4d4d002a;

    private final ByteBuffer bytes;

    private ImageHeader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The size, width and height above 0; empty when the bytes are not the beginning of such an image. */
    public static Optional<Size> size(ByteBuffer image) {
        ByteBuffer bytes = image.duplicate().rewind();
        try {
            return new ImageHeader(bytes).read().filter(size -> size.width() > 0 && size.height() > 0);
        } catch (IndexOutOfBoundsException e) {
            // Cut off before its size.
            return Optional.empty();
        }
    }

    private Optional<Size> read() {
        int magic = bytes.getInt(0);
        if (magic == PNG) {
            return Optional.of(new Size(bytes.getInt(16), bytes.getInt(20)));
        }
        if (magic >>> 16 == 0xffd8) {
            return JpegHeader.size(bytes);
        }
        if (magic >>> 16 == 0x424d) {
            return bmp();
        }
        if (magic == RIFF && bytes.getInt(8) == WEBP) {
            return webp();
        }
        if (magic == TIFF_LITTLE || magic == TIFF_BIG) {
            return tiff(magic == TIFF_BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }
        boolean netpbm = magic >>> 24 == 'P' && (magic >>> 16 & 0xff) >= '1' && (magic >>> 16 & 0xff) <= '6';
        return netpbm ? netpbm() : Optional.empty();
    }

    private Optional<Size> bmp() {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = bytes.getInt(14);
        if (headerLength == 12) {
            return Optional.of(new Size(bytes.getChar(18), bytes.getChar(20)));
        }
        // A negative height means rows from the top.
        int height = bytes.getInt(22);
        return height == Integer.MIN_VALUE
                ? Optional.empty()
                : Optional.of(new Size(bytes.getInt(18), Math.abs(height)));
    }

    private Optional<Size> webp() {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        return switch (bytes.get(15)) {
            // Lossy: 14 bits each after the start code of the key frame.
            case ' ' -> Optional.of(new Size(bytes.getChar(26) & 0x3fff, bytes.getChar(28) & 0x3fff));
            // Lossless: 14 bits each, less one, after the signature.
            case 'L' -> {
                int packed = bytes.getInt(21);
                yield Optional.of(new Size((packed & 0x3fff) + 1, (packed >>> 14 & 0x3fff) + 1));
            }
            // Extended: 24 bits each, less one.
            case 'X' ->
                Optional.of(new Size((bytes.getInt(24) & 0xffffff) + 1, (bytes.getInt(26) >>> 8 & 0xffffff) + 1));
            default -> Optional.empty();
        };
    }

    /** Width and height are entries of the first directory. */
    private Optional<Size> tiff(ByteOrder order) {
        bytes.order(order);
        int directory = bytes.getInt(4);
        int entries = bytes.getChar(directory);
        int width = 0;
        int height = 0;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            int tag = bytes.getChar(entry);
            if (tag == 256 || tag == 257) {
                // Of 16 bits or of 32.
                int value = bytes.getChar(entry + 2) == 3 ? bytes.getChar(entry + 8) : bytes.getInt(entry + 8);
                width = tag == 256 ? value : width;
                height = tag == 257 ? value : height;
            }
        }
        return Optional.of(new Size(width, height));
    }

    /** Two numbers in digits after white space and comments. */
    private Optional<Size> netpbm() {
        int[] numbers = new int[2];
        int at = 2;
        for (int i = 0; i < numbers.length; i++) {
            while (Character.isWhitespace(bytes.get(at)) || bytes.get(at) == '#') {
                if (bytes.get(at++) == '#') {
                    while (bytes.get(at) != '\n') {
                        at++;
                    }
                }
            }
            for (; Character.isDigit(bytes.get(at)); at++) {
                numbers[i] = Math.min(numbers[i], 99_999_999) * 10 + bytes.get(at) - '0';
            }
        }
        return Optional.of(new Size(numbers[0], numbers[1]));
    }
}
