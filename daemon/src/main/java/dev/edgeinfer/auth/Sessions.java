package dev.edgeinfer.auth;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who has logged in on the page. Kept in memory alone, and only as hashes: a restart ends them all. Any thread may call.
 */
public final class Sessions {

    /** A page that is open asks all the time; without one, an hour. */
    static final Duration IDLE = Duration.ofHours(1);

    public static final Duration LONGEST = Duration.ofDays(7);

    private static final int MOST = 1000;

    private final LongSupplier nanoTime;
    private final Map<TokenHash, Session> sessions = new BoundedMap<>(MOST);

    private record Session(Caller caller, long beganNanos, long usedNanos) {}

    public Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins one. @return the secret that the browser brings from now on */
    public synchronized String begin(Caller caller) {
        String secret = TokenHash.newToken();
        long now = nanoTime.getAsLong();
        sessions.put(TokenHash.of(secret), new Session(caller, now, now));
        return secret;
    }

    /** Whose it is; empty: it is none, or has ended. */
    public synchronized Optional<Caller> caller(String secret) {
        TokenHash key = TokenHash.of(secret);
        Session session = sessions.get(key);
        if (session == null) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        if (now - session.beganNanos > LONGEST.toNanos() || now - session.usedNanos > IDLE.toNanos()) {
            sessions.remove(key);
            return Optional.empty();
        }
        sessions.put(key, new Session(session.caller, session.beganNanos, now));
        return Optional.of(session.caller);
    }

    public synchronized void end(String secret) {
        sessions.remove(TokenHash.of(secret));
    }
}
