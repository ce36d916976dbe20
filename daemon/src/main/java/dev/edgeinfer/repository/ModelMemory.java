package dev.edgeinfer.repository;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The models in memory: the active one, and those that were loaded to be asked by their names. Each place that a model has here is
 * one of its users. Thread-safe.
 */
final class ModelMemory {

    private ServingModel active;
    private Instant activeSince;
    private Optional<String> previous = Optional.empty();
    private final Map<String, ServingModel> loaded = new TreeMap<>();

    /**
     * The models in memory at one moment.
     *
     * @param previous name of the one that was active before
     */
    record Snapshot(
            ServingModel active, Instant activeSince, Optional<String> previous, Map<String, ServingModel> loaded) {

        Optional<ServingModel> model(String name) {
            return name.equals(active.name()) ? Optional.of(active) : Optional.ofNullable(loaded.get(name));
        }
    }

    /** Before the first is active. */
    synchronized boolean isEmpty() {
        return active == null;
    }

    /** Names the one that was active before the process began. */
    synchronized void previous(Optional<String> name) {
        previous = name;
    }

    synchronized Optional<String> previous() {
        return previous;
    }

    synchronized ServingModel active() {
        return active;
    }

    /**
     * Makes a model the active one.
     *
     * @param next taken over
     * @return the one before, to be released
     */
    synchronized Optional<ServingModel> activate(ServingModel next, Instant now) {
        Optional<ServingModel> before = Optional.ofNullable(active);
        if (before.filter(model -> model.name().equals(next.name())).isEmpty()) {
            previous = before.map(ServingModel::name).or(() -> previous);
            activeSince = now;
        }
        active = next;
        return before;
    }

    /**
     * Has a model stay.
     *
     * @param model taken over
     * @return what had its place, to be released
     */
    synchronized Optional<ServingModel> keep(ServingModel model) {
        return Optional.ofNullable(loaded.put(model.name(), model));
    }

    /** Lets a model go that was kept. @return to be released; empty: it was not */
    synchronized Optional<ServingModel> letGo(String name) {
        return Optional.ofNullable(loaded.remove(name));
    }

    /** One by its name, with one user more. */
    synchronized Optional<ServingModel> retained(String name) {
        Optional<ServingModel> found = snapshot().model(name);
        found.ifPresent(ServingModel::retain);
        return found;
    }

    synchronized Lease lease() {
        return active.lease();
    }

    synchronized Optional<Lease> lease(String name) {
        return snapshot().model(name).map(ServingModel::lease);
    }

    /** The active one first. */
    synchronized List<ServingModel> all() {
        return Stream.concat(Stream.ofNullable(active), loaded.values().stream().filter(model -> model != active))
                .toList();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(active, activeSince, previous, Map.copyOf(loaded));
    }

    /** Frees all, once who uses them has done so. */
    void free() {
        List<ServingModel> places;
        synchronized (this) {
            places = Stream.concat(Stream.ofNullable(active), loaded.values().stream())
                    .toList();
            loaded.clear();
        }
        places.forEach(ServingModel::release);
    }
}
