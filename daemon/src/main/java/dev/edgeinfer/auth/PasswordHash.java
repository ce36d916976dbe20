package dev.edgeinfer.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password, written {@code pbkdf2-sha512$ROUNDS$SALT$HASH} in Base64. PBKDF2 comes with Java, needs no
 * memory that a small board lacks, and with SHA-512 costs an attacker's graphics card more than a board whose processor
 * has no SHA instructions. To check one takes 0.1 s on a desktop, about a second on a Raspberry Pi 4.
 */
public final class PasswordHash {

    /** As OWASP recommends for PBKDF2 with HMAC-SHA-512. */
    private static final int ROUNDS = 210_000;

    private static final int FEWEST_ROUNDS = 100_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern SYNTAX =
            Pattern.compile("pbkdf2-sha512\\$([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a password with a new salt. Takes as long as a check. */
    public static PasswordHash of(char[] password) {
        var salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ROUNDS, salt, derive(password, salt, ROUNDS));
    }

    /** The hash that is written so; empty: it is none. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(parts.group(1));
        Base64.Decoder base64 = Base64.getDecoder();
        return rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS
                ? Optional.empty()
                : Optional.of(new PasswordHash(rounds, base64.decode(parts.group(2)), base64.decode(parts.group(3))));
    }

    /** Whether it is that of a password; slow on purpose, and equally so for right and wrong ones. */
    public boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    private static byte[] derive(char[] password, byte[] salt, int rounds) {
        var spec = new PBEKeySpec(password, salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2 with HMAC-SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** As it is written. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha512$%d$%s$%s".formatted(rounds, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that
                && rounds == that.rounds
                && Arrays.equals(salt, that.salt)
                && Arrays.equals(hash, that.hash);
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
