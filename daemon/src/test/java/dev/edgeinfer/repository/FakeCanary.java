package dev.edgeinfer.repository;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says what a test wants of what it tries, without a process. */
final class FakeCanary extends Canary {

    /** What was tried, in order. */
    final List<String> tried = new CopyOnWriteArrayList<>();

    /** What a picture takes in the trial. */
    volatile long pictureMillis = 5;

    /** Done in the middle of a trial. */
    volatile Runnable meanwhile = () -> {};

    FakeCanary() {
        super(Duration.ofSeconds(1), () -> Long.MAX_VALUE);
    }

    @Override
    Trial run(String name, Path bundle, int threads, Optional<byte[]> picture) {
        tried.add(name);
        String digest = BundleDigest.of(bundle);
        meanwhile.run();
        long nanos = pictureMillis * 1_000_000;
        return new Trial(20, nanos, nanos, nanos, 1_000_000, digest);
    }
}
