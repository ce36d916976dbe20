package dev.edgeinfer.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is kept of a token, written {@code sha256$HEX}. Nobody guesses 256 random bits, so a fast hash is enough. */
public final class TokenHash {

    private static final String PREFIX = "sha256$";
    private static final Pattern SYNTAX = Pattern.compile("sha256\\$[0-9a-f]{64}");
    private static final int TOKEN_BYTES = 32;

    private final byte[] hash;

    private TokenHash(byte[] hash) {
        this.hash = hash;
    }

    /** A new token: 256 random bits in letters that fit into a header, a URL and a cookie. */
    public static String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The hash that is written so; empty: it is none. */
    public static Optional<TokenHash> parse(String text) {
        return SYNTAX.matcher(text).matches()
                ? Optional.of(new TokenHash(HexFormat.of().parseHex(text.substring(PREFIX.length()))))
                : Optional.empty();
    }

    /** As it is written. */
    public String text() {
        return PREFIX + HexFormat.of().formatHex(hash);
    }

    /** In the same time wherever they differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash that && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "***";
    }
}
