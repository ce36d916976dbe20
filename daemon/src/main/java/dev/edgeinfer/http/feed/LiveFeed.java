package dev.edgeinfer.http.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.http.feed.LiveItem.Topic;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.http.state.EventsDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens, as it happens, for any number of readers: each item is written as JSON once, when the first of them reads it, and the last ones of each
 * camera are kept for who comes back after a broken connection. Who publishes waits for no reader.
 *
 * <p><b>Life cycle.</b> One for the life of the process, whatever configuration is at work. Any thread may call.
 */
public final class LiveFeed implements AutoCloseable {

    /** Detection frames that are kept of each camera: three seconds at the default rate. */
    static final int FRAMES_KEPT = 32;

    /** Changes of events that are kept of each camera. */
    static final int EVENTS_KEPT = 128;

    private static final Pattern ID = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");

    private final String epoch;
    private final Map<Topic, Deque<LiveItem>> kept = new HashMap<>();

    /** By topic the number of the last item that was let go of. */
    private final Map<Topic, Long> letGo = new HashMap<>();

    private final List<LiveReader> readers = new CopyOnWriteArrayList<>();
    private final Semaphore stateChanges = new Semaphore(0);
    private long last;

    /** @param startedAt when the process began: numbers of another one mean nothing in this */
    public LiveFeed(Instant startedAt) {
        epoch = Long.toString(startedAt.toEpochMilli(), 36);
    }

    /**
     * Items for one reader.
     *
     * @param place where it goes on from
     */
    record Batch(List<LiveItem> items, long place) {}

    /**
     * Publishes what was seen in one frame of a camera.
     *
     * @param seen makes what readers get; asked once at most, by whoever reads first
     */
    public void detections(String camera, Supplier<DetectionsDocument.Camera> seen) {
        publish(Topic.detections(camera), seen);
    }

    /** Publishes what is an event; other facts show in the states. */
    public void fact(Fact fact) {
        if (fact instanceof Fact.EventChange change) {
            publish(Topic.event(change.event().camera()), () -> EventsDocument.Change.of(change));
        }
    }

    /** Says that something may stand otherwise than it did, so that nobody waits until that is found out. */
    public void stateChanged() {
        if (stateChanges.availablePermits() == 0) {
            stateChanges.release();
        }
    }

    /** Waits until {@link #stateChanged}, or for that long. */
    public void awaitStateChange(Duration patience) throws InterruptedException {
        if (stateChanges.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            stateChanges.drainPermits();
        }
    }

    /** Publishes how something stands now. */
    public void state(String type, Object document) {
        publish(Topic.state(type), () -> document);
    }

    /** Forgets the frames of cameras that there are no more. */
    public void keepOnly(Set<String> cameras) {
        synchronized (this) {
            kept.keySet()
                    .removeIf(topic -> topic.latestOnly()
                            && topic.camera()
                                    .filter(name -> !cameras.contains(name))
                                    .isPresent());
        }
    }

    /** Forgets everything: what was not read yet holds what it would be written of, such as all that is at work. */
    @Override
    public synchronized void close() {
        kept.clear();
        letGo.clear();
    }

    public boolean hasReaders() {
        return !readers.isEmpty();
    }

    /**
     * Begins to read. Who is new, or comes back too late or to another process, gets how everything stands; who comes back in
     * time gets what it has missed.
     *
     * @param lastId what it has read last; empty: it is new
     */
    public LiveReader open(Predicate<Topic> wanted, Optional<String> lastId) {
        synchronized (this) {
            Optional<Long> known = lastId.flatMap(this::number);
            List<LiveItem> first = new ArrayList<>(known.isPresent() ? missed(known.get(), wanted) : standing(wanted));
            if (lastId.isPresent() && (known.isEmpty() || hasLost(known.get(), wanted))) {
                first.addFirst(gap());
            }
            LiveReader reader = new LiveReader(this, wanted, first, last);
            readers.add(reader);
            return reader;
        }
    }

    void remove(LiveReader reader) {
        readers.remove(reader);
    }

    /** What has come after a place, with a gap where something was let go of. */
    synchronized Batch since(long place, Predicate<Topic> wanted) {
        List<LiveItem> items = new ArrayList<>();
        kept.forEach((topic, line) -> {
            if (wanted.test(topic) && line.getLast().number() > place) {
                if (topic.latestOnly()) {
                    items.add(line.getLast());
                } else {
                    line.stream().filter(item -> item.number() > place).forEach(items::add);
                }
            }
        });
        items.sort(Comparator.comparingLong(LiveItem::number));
        if (hasLost(place, wanted)) {
            items.addFirst(gap());
        }
        return new Batch(items, last);
    }

    private List<LiveItem> missed(long place, Predicate<Topic> wanted) {
        return kept.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .filter(item -> item.number() > place)
                .sorted(Comparator.comparingLong(LiveItem::number))
                .toList();
    }

    private List<LiveItem> standing(Predicate<Topic> wanted) {
        return kept.entrySet().stream()
                .filter(entry -> entry.getKey().latestOnly() && wanted.test(entry.getKey()))
                .map(entry -> entry.getValue().getLast())
                .sorted(Comparator.comparingLong(LiveItem::number))
                .toList();
    }

    /** Whether something after a place was let go of that nothing newer makes up for. */
    private boolean hasLost(long place, Predicate<Topic> wanted) {
        return letGo.entrySet().stream()
                .anyMatch(entry ->
                        !entry.getKey().latestOnly() && wanted.test(entry.getKey()) && entry.getValue() > place);
    }

    /** Has no id, so that a reader that breaks off at it comes back with the one before. */
    private LiveItem gap() {
        return LiveItem.bare("gap");
    }

    private Optional<Long> number(String id) {
        Matcher matcher = ID.matcher(id);
        return Optional.of(matcher)
                .filter(Matcher::matches)
                .filter(match -> match.group(1).equals(epoch))
                .map(match -> Long.valueOf(match.group(2)))
                .filter(number -> number <= last);
    }

    private void publish(Topic topic, Supplier<?> document) {
        synchronized (this) {
            last++;
            Deque<LiveItem> line = kept.computeIfAbsent(topic, _ -> new ArrayDeque<>());
            line.addLast(LiveItem.of(last, epoch + "-" + last, topic, () -> written(document.get())));
            if (line.size() > room(topic)) {
                letGo.put(topic, line.removeFirst().number());
            }
        }
        readers.forEach(reader -> reader.published(topic));
    }

    private byte[] written(Object document) {
        try {
            return Json.mapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written as JSON".formatted(document.getClass()), e);
        }
    }

    private static int room(Topic topic) {
        if (topic.camera().isEmpty()) {
            return 1;
        }
        return topic.latestOnly() ? FRAMES_KEPT : EVENTS_KEPT;
    }
}
