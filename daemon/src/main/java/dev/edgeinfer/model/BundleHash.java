package dev.edgeinfer.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of what is added, one after the other: files of bundles, and what tells them apart. For one thread. */
public final class BundleHash {

    private static final int CHUNK = 1 << 14;

    /** What comes first comes in small pieces: the JVM compiles what hashes them once it has seen some, however small. */
    private static final int FIRST_CHUNK = 1 << 7;

    private static final int FIRST_CHUNKS = 20;

    private final MessageDigest digest;

    public BundleHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    public BundleHash add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** The content of a file. */
    public BundleHash add(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var chunk = new byte[CHUNK];
            int chunks = 0;
            for (int read = 0; read >= 0; read = in.read(chunk, 0, chunks++ < FIRST_CHUNKS ? FIRST_CHUNK : CHUNK)) {
                digest.update(chunk, 0, read);
            }
        }
        return this;
    }

    /** In 64 hex digits, lower case; nothing can be added after it. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
