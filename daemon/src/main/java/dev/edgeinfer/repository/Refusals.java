package dev.edgeinfer.repository;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is known against models, until their files change. Thread-safe. */
final class Refusals {

    private final Map<String, Refusal> refusals = new HashMap<>();

    /** @param stamp of the files that were refused */
    record Refusal(String sentence, Instant since, String stamp) {}

    synchronized void add(String name, String sentence, Instant since, Path bundle) {
        refusals.put(name, new Refusal(sentence, since, BundleDirectory.stamp(bundle)));
    }

    synchronized void clear(String name) {
        refusals.remove(name);
    }

    synchronized Optional<Refusal> of(String name, Path bundle) {
        return Optional.ofNullable(refusals.get(name))
                .filter(refusal -> refusal.stamp().equals(BundleDirectory.stamp(bundle)));
    }
}
