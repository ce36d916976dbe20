package dev.edgeinfer.auth;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/** How many requests each client may make: a rate, and for a moment twice as many. Any thread may call. */
public final class RequestRate {

    private static final double SECOND = 1e9;
    private static final int MOST_CLIENTS = 10_000;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new BoundedMap<>(MOST_CLIENTS);

    private record Bucket(double tokens, long nanos) {}

    public RequestRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = 2.0 * perSecond;
        this.nanoTime = nanoTime;
    }

    /** Counts a request. @return how long to wait before the next; zero: this one may go on */
    public synchronized Duration take(String client) {
        long now = nanoTime.getAsLong();
        Bucket before = buckets.getOrDefault(client, new Bucket(burst, now));
        double tokens = Math.min(burst, before.tokens + (now - before.nanos) / SECOND * perSecond);
        if (tokens < 1) {
            buckets.put(client, new Bucket(tokens, now));
            return Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * SECOND));
        }
        buckets.put(client, new Bucket(tokens - 1, now));
        return Duration.ZERO;
    }
}
