package dev.edgeinfer.http.feed;

import dev.edgeinfer.http.feed.LiveItem.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One who reads the {@link LiveFeed}, on one thread. Nothing waits for it: what it is too slow for is left out, and its place
 * is one number however far it is behind.
 */
public final class LiveReader implements AutoCloseable {

    private final LiveFeed feed;
    private final Predicate<Topic> wanted;
    private final Semaphore news = new Semaphore(0);
    private List<LiveItem> first;
    private long place;

    /**
     * @param first what it gets before anything new
     * @param place the number of the last item that it does not get any more
     */
    LiveReader(LiveFeed feed, Predicate<Topic> wanted, List<LiveItem> first, long place) {
        this.feed = feed;
        this.wanted = wanted;
        this.first = first;
        this.place = place;
    }

    /**
     * What has come since the last call, in order: of what is worthless once there is newer only the newest. Waits when there
     * is nothing.
     *
     * @return empty: nothing came within that time
     */
    public List<LiveItem> next(Duration patience) throws InterruptedException {
        if (!first.isEmpty()) {
            List<LiveItem> items = first;
            first = List.of();
            return items;
        }
        if (!news.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return List.of();
        }
        news.drainPermits();
        LiveFeed.Batch batch = feed.since(place, wanted);
        place = batch.place();
        return batch.items();
    }

    /** Tells it of an item, on the thread of who has published that. */
    void published(Topic topic) {
        // One permit says as much as many; a race leaves two, which is no harm.
        if (wanted.test(topic) && news.availablePermits() == 0) {
            news.release();
        }
    }

    @Override
    public void close() {
        feed.remove(this);
    }
}
