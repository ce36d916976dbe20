package dev.edgeinfer.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks passwords and tokens. A password that was right is known for some minutes, so that a program that sends it with each
 * request does not have it hashed each time; a name that does not exist takes as long as a wrong password. One password is
 * hashed at a time, since inference needs the other processors. Any thread may call.
 */
public final class Logins {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1000;

    private static final Duration LONGEST_DELAY_OF_ADDRESS = Duration.ofMinutes(5);

    /** Short: otherwise everyone could lock out everyone whose name they know. */
    private static final Duration LONGEST_DELAY_OF_NAME = Duration.ofSeconds(30);

    private static final int MOST_WAITING = 20;
    private static final Duration WHILE_BUSY = Duration.ofSeconds(2);

    /** What came of an attempt. */
    public sealed interface Outcome {
        record Right(Caller caller) implements Outcome {}

        record Wrong() implements Outcome {}

        /** Nothing was tried. */
        record TooMany(Duration retryAfter) implements Outcome {}
    }

    private final Accounts accounts;
    private final LongSupplier nanoTime;
    private final FailedLogins byAddress;
    private final FailedLogins byName;
    private final SecretKeySpec key;
    private final PasswordHash nobodys;
    private final Semaphore hashing = new Semaphore(1, true);
    private final Map<ByteBuffer, Long> right = new BoundedMap<>(MOST_REMEMBERED);

    public Logins(Accounts accounts, LongSupplier nanoTime) {
        this.accounts = accounts;
        this.nanoTime = nanoTime;
        byAddress = new FailedLogins(nanoTime, LONGEST_DELAY_OF_ADDRESS);
        byName = new FailedLogins(nanoTime, LONGEST_DELAY_OF_NAME);
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
        nobodys = accounts.users().isEmpty()
                ? null
                : PasswordHash.of(TokenHash.newToken().toCharArray());
    }

    /** @param address of the client */
    public Outcome token(String address, String token) {
        Optional<Caller> caller = accounts.ofToken(token);
        if (caller.isPresent()) {
            return new Outcome.Right(caller.get());
        }
        Duration delay = byAddress.delay(address);
        if (delay.isPositive()) {
            return new Outcome.TooMany(delay);
        }
        byAddress.failed(address);
        return new Outcome.Wrong();
    }

    /** @param address of the client */
    public Outcome password(String address, String name, String password) {
        ByteBuffer remembered = fingerprint(name, password);
        Accounts.User user = accounts.users().get(name);
        if (user != null && isRemembered(remembered)) {
            return new Outcome.Right(new Caller(name, user.role()));
        }
        Duration delay = max(byAddress.delay(address), byName.delay(name));
        if (delay.isPositive()) {
            return new Outcome.TooMany(delay);
        }
        if (hashing.getQueueLength() >= MOST_WAITING) {
            return new Outcome.TooMany(WHILE_BUSY);
        }
        if (!matches(user, password) || user == null) {
            byAddress.failed(address);
            byName.failed(name);
            return new Outcome.Wrong();
        }
        byAddress.succeeded(address);
        byName.succeeded(name);
        remember(remembered);
        return new Outcome.Right(new Caller(name, user.role()));
    }

    private boolean matches(Accounts.User user, String password) {
        PasswordHash hash = user == null ? nobodys : user.password();
        if (hash == null) {
            return false;
        }
        hashing.acquireUninterruptibly();
        try {
            return hash.matches(password.toCharArray());
        } finally {
            hashing.release();
        }
    }

    private boolean isRemembered(ByteBuffer fingerprint) {
        synchronized (right) {
            Long since = right.get(fingerprint);
            return since != null && nanoTime.getAsLong() - since <= REMEMBERED.toNanos();
        }
    }

    private void remember(ByteBuffer fingerprint) {
        synchronized (right) {
            right.put(fingerprint, nanoTime.getAsLong());
        }
    }

    /** Useless to whoever reads the memory of the process without its key. */
    private ByteBuffer fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
