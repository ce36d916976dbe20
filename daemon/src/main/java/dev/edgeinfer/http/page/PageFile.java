package dev.edgeinfer.http.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page, ready to be sent; not to be changed.
 *
 * @param plain its bytes
 * @param gzip the same, compressed
 * @param tag of the plain bytes, without quotes
 */
record PageFile(String mediaType, byte[] plain, byte[] gzip, String tag) {

    private static final int TAG_BYTES = 12;

    /** @param name of a resource beside this class, which must exist */
    static PageFile load(String name) {
        try (InputStream in = PageFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page has no file \"%s\"; the jar is not whole".formatted(name));
            }
            byte[] plain = in.readAllBytes();
            return new PageFile(mediaType(name), plain, compressed(plain), tag(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case String other -> throw new IllegalStateException("no media type is known for ." + other);
        };
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream(plain.length);
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String tag(byte[] plain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
