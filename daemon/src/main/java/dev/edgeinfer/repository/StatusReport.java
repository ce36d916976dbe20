package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.repository.ModelStatus.Latency;
import dev.edgeinfer.repository.ModelStatus.State;
import dev.edgeinfer.repository.Refusals.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Says how it stands with each model. A bundle is read again only when its files have changed. Thread-safe. */
final class StatusReport {

    private final Refusals refusals;
    private final Map<Path, Read> reads = new ConcurrentHashMap<>();

    StatusReport(Refusals refusals) {
        this.refusals = refusals;
    }

    /** The model that is being tried or loaded. */
    record Loading(String name, Instant since) {}

    /**
     * A bundle as it was read.
     *
     * @param manifest empty: it could not be
     * @param reason why not
     */
    private record Read(String stamp, Optional<ModelManifest> manifest, OptionalLong bytes, Optional<String> reason) {}

    /** By name; what is in memory is told of even when it is gone from the disk. */
    List<ModelStatus> of(ModelMemory.Snapshot memory, Optional<Loading> loading, KnownBundles known) {
        return Stream.of(known.names().stream(), Stream.of(memory.active().name()), memory.loaded().keySet().stream())
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .map(name -> of(name, memory, loading, known))
                .toList();
    }

    private ModelStatus of(String name, ModelMemory.Snapshot memory, Optional<Loading> busy, KnownBundles known) {
        Path path = known.path(name);
        Optional<Refusal> refusal = refusals.of(name, path);
        Optional<ServingModel> model = memory.model(name);
        Optional<Instant> loading = busy.filter(now -> now.name().equals(name)).map(Loading::since);
        if (model.isPresent()) {
            boolean isActive = name.equals(memory.active().name());
            return new ModelStatus(
                    name,
                    isActive ? State.ACTIVE : State.LOADED,
                    isActive ? Optional.empty() : refusal.map(Refusal::sentence),
                    Optional.of(isActive ? memory.activeSince() : model.get().since()),
                    Optional.of(model.get().bundle().manifest()),
                    bytes(model.get().bundle().manifest()),
                    latency(model.get()));
        }
        Read read = reads.compute(path, (_, before) -> upToDate(before, name, path, known));
        Optional<String> reason = refusal.map(Refusal::sentence).or(read::reason);
        State state = loading.isPresent() ? State.LOADING : reason.isPresent() ? State.FAILED : State.AVAILABLE;
        return new ModelStatus(
                name,
                state,
                loading.isPresent() ? Optional.empty() : reason,
                loading.or(() -> refusal.map(Refusal::since)),
                read.manifest(),
                read.bytes(),
                Optional.empty());
    }

    private static Read upToDate(Read before, String name, Path path, KnownBundles known) {
        String stamp = BundleDirectory.stamp(path);
        if (before != null && before.stamp().equals(stamp)) {
            return before;
        }
        try {
            ModelBundle bundle = known.open(name);
            return new Read(stamp, Optional.of(bundle.manifest()), bytes(bundle.manifest()), Optional.empty());
        } catch (ModelRefusedException e) {
            return new Read(stamp, Optional.empty(), OptionalLong.empty(), Optional.of(e.getMessage()));
        }
    }

    private static Optional<Latency> latency(ServingModel model) {
        long[] inferences = model.detector().inferences();
        return inferences.length > 0
                ? Optional.of(Latency.of(inferences))
                : model.trial().map(Latency::of);
    }

    private static OptionalLong bytes(ModelManifest manifest) {
        try {
            return OptionalLong.of(Files.size(manifest.program()));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
