package dev.edgeinfer;

import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.config.edit.ConfigCandidate;
import dev.edgeinfer.config.edit.ConfigEditor;
import dev.edgeinfer.config.edit.ConfigSnapshot;
import dev.edgeinfer.config.edit.ConfigWish;
import dev.edgeinfer.config.edit.ConfigWriteException;
import dev.edgeinfer.http.source.Configuration;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the configuration of the running daemon by the same road that an administrator takes: the file is written, then it is read again.
 * What does not start is taken back. One change at a time.
 */
final class LiveConfiguration implements Configuration {

    private static final Logger log = LoggerFactory.getLogger(LiveConfiguration.class);

    /** An answer takes milliseconds; a client that does not take it must not keep the API from its restart. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(2);

    /** As long as a reload may take before the watchdog gives the process up. */
    private static final Duration TURN_PATIENCE = Duration.ofMinutes(1);

    private final ConfigEditor editor;
    private final Setups setups;
    private final Supplier<Setup> atWork;
    private final Function<Runnable, Optional<RuntimeException>> reload;
    private final Semaphore turn = new Semaphore(1, true);

    /**
     * @param atWork what the daemon runs now
     * @param reload puts the files to work, runs what it is given before the API closes, and says why it was refused
     */
    LiveConfiguration(
            ConfigEditor editor,
            Setups setups,
            Supplier<Setup> atWork,
            Function<Runnable, Optional<RuntimeException>> reload) {
        this.editor = editor;
        this.setups = setups;
        this.atWork = atWork;
        this.reload = reload;
    }

    @Override
    public ConfigSnapshot read() {
        return editor.read();
    }

    @Override
    public Verdict check(ConfigWish wish) {
        try {
            ConfigCandidate candidate = editor.read().with(wish);
            Setup setup = setup(candidate);
            return new Verdict(List.of(), candidate.changed(), setup.restartNeeded(atWork.get()));
        } catch (InvalidDocumentException e) {
            return new Verdict(e.problems(), List.of(), List.of());
        }
    }

    @Override
    public Change apply(Predicate<String> isExpected, ConfigWish wish) throws InterruptedException {
        if (!turn.tryAcquire(TURN_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new NotAppliedException("Another change is still being put to work; try again later", null);
        }
        boolean handedOver = false;
        try {
            ConfigSnapshot before = editor.read();
            if (!isExpected.test(before.version())) {
                throw new StaleConfigException(before.version());
            }
            ConfigCandidate candidate = before.with(wish);
            Setup next = setup(candidate);
            Setup now = atWork.get();
            if (!Arrays.equals(candidate.files().main(), before.files().main())) {
                editor.write(candidate.files());
                log.info("{} was changed over the API: {}", before.file(), String.join(", ", candidate.changed()));
            }
            var answered = new CountDownLatch(1);
            var change = new Change(
                    before.file(),
                    editor.read().version(),
                    candidate.changed(),
                    next.restartNeeded(now),
                    !next.config().http().equals(now.config().http()),
                    answered::countDown);
            var told = new CompletableFuture<Change>();
            Thread.ofPlatform()
                    .name("reload")
                    .daemon()
                    .start(() -> putToWork(before.files(), candidate.files(), change, told, answered));
            handedOver = true;
            return outcome(told);
        } finally {
            if (!handedOver) {
                turn.release();
            }
        }
    }

    private static Change outcome(CompletableFuture<Change> told) throws InterruptedException {
        try {
            return told.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("the configuration could not be put to work", e.getCause());
        }
    }

    private void putToWork(
            ConfigFiles before,
            ConfigFiles written,
            Change change,
            CompletableFuture<Change> told,
            CountDownLatch answered) {
        try {
            Optional<RuntimeException> refusal = reload.apply(() -> {
                told.complete(change);
                await(answered);
            });
            refusal.ifPresentOrElse(
                    reason -> told.completeExceptionally(takenBack(before, written, reason)),
                    () -> told.complete(change));
        } catch (RuntimeException | Error e) {
            told.completeExceptionally(e);
            throw e;
        } finally {
            turn.release();
        }
    }

    private NotAppliedException takenBack(ConfigFiles before, ConfigFiles written, RuntimeException reason) {
        String why = "It is valid but does not start: " + reason.getMessage();
        try {
            editor.restore(written, before);
            log.warn("{} was put back as it was", before.file());
            return new NotAppliedException(why + "; the file is as it was, and so is what is at work", reason);
        } catch (ConfigWriteException e) {
            log.error("the file could not be put back as it was", e);
            return new NotAppliedException(
                    why + "; the file could not be put back, the one before is beside it: " + e.getMessage(), reason);
        }
    }

    private static void await(CountDownLatch answered) {
        try {
            if (!answered.await(ANSWER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("a client did not take its answer in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws InvalidDocumentException with all problems of a candidate, without its secrets */
    private Setup setup(ConfigCandidate candidate) {
        List<Problem> problems = new ArrayList<>(candidate.problems());
        Optional<Setup> setup = Optional.empty();
        if (candidate.isReadable()) {
            try {
                setup = Optional.of(setups.check(candidate.files()));
            } catch (InvalidDocumentException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems.stream()
                    .map(problem -> problem.with(candidate.mask()))
                    .toList());
        }
        return setup.orElseThrow();
    }
}
