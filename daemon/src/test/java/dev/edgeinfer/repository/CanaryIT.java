package dev.edgeinfer.repository;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.FixtureBundle;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that pass their trial, fail it, die of it, hang, or take what they should not. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CanaryIT {

    private static final Duration AMPLE = Duration.ofMinutes(3);
    private static final long PLENTY = 8L << 30;

    @TempDir
    Path directory;

    private final Canary canary = new Canary(AMPLE, () -> PLENTY);

    @Test
    void aGoodModelIsMeasuredOnAPictureInAProcessOfItsOwn() throws Exception {
        Path bundle = FixtureBundle.directory("yolov8");
        byte[] picture = Files.readAllBytes(Path.of("src/test/resources/images/astronaut.jpg"));

        Trial trial = canary.run("yolov8", bundle, 1, Optional.of(picture));

        assertEquals(BundleDigest.of(bundle), trial.digest());
        assertTrue(trial.runs() >= 3, trial.toString());
        assertTrue(trial.inferenceP50() > 0 && trial.inferenceP50() <= trial.inferenceP90(), trial.toString());
        assertTrue(trial.pictureP50() > 0 && trial.memoryBytes() > 0, trial.toString());
        System.out.println("MEASURED trial of a tiny model: " + trial);
    }

    @Test
    void whatIsNoProgramIsRefusedInTheWordsOfTheLoader() {
        var folder = new BundleFolder(directory).fixture("yolov8", "cut").unsealed("cut");
        folder.write("cut", "model.pte", new byte[] {1, 2, 3});

        var refusal = refusal(() -> canary.run("cut", folder.path("cut"), 1, Optional.empty()));

        assertEquals(Cause.BROKEN, refusal.reason());
        assertTrue(refusal.getMessage().contains("cannot be loaded"), refusal.getMessage());
    }

    @Test
    void aProcessThatCrashesIsSaidToHave() {
        var refusal = refusal(() -> canary.run("wild", JavaCommand.of(DyingChild.class), Optional.empty()));

        assertEquals(Cause.CRASHED, refusal.reason());
        assertEquals("The process in which model \"wild\" was tried crashed with SIGSEGV", refusal.getMessage());
    }

    @Test
    void howAProcessEndedIsTold() {
        assertEquals(
                "The process in which model \"m\" was tried ended with exit code 7",
                refusal(() -> shell("exit 7")).getMessage());
        assertEquals(Cause.CRASHED, refusal(() -> shell("echo done")).reason());
        assertEquals(
                Cause.CRASHED,
                refusal(() -> shell("echo '" + TrialProcess.DONE + "{nonsense'"))
                        .reason());
        assertEquals(
                "The process in which model \"m\" was tried was ended by signal 4",
                refusal(() -> shell("kill -ILL $$")).getMessage());
        assertEquals(Cause.OUT_OF_MEMORY, refusal(() -> shell("kill -KILL $$")).reason());
        assertEquals(Cause.OUT_OF_MEMORY, refusal(() -> shell("exit 3")).reason());
        assertEquals(
                Cause.BROKEN,
                refusal(() -> shell("echo '" + TrialProcess.REFUSED + "no'; exit 1"))
                        .reason());
    }

    @Test
    void oneThatHangsIsEndedWithAllThatItHasStarted() {
        Path pid = directory.resolve("pid");
        var hasty = new Canary(Duration.ofMillis(700), () -> PLENTY);

        var refusal = refusal(() -> hasty.run(
                "slow",
                List.of("/bin/sh", "-c", "trap '' TERM; sleep 1000 & echo $! > '%s'; wait".formatted(pid)),
                Optional.empty()));

        assertEquals(Cause.TIMED_OUT, refusal.reason());
        assertEquals("The trial of model \"slow\" was not done within 0.700 s and was ended", refusal.getMessage());
        await().until(() -> isGone(pid));
    }

    @Test
    void oneThatTakesAllMemoryIsEnded() {
        var looks = new AtomicInteger();
        var tight = new Canary(AMPLE, () -> looks.incrementAndGet() < 3 ? PLENTY : 1_000_000);

        var refusal = refusal(() -> tight.run("fat", List.of("sleep", "1000"), Optional.empty()));

        assertEquals(Cause.OUT_OF_MEMORY, refusal.reason());
        assertTrue(refusal.getMessage().contains("left 1 MB free"), refusal.getMessage());
    }

    @Test
    void noneBeginsWhereMemoryIsShort() {
        var tight = new Canary(AMPLE, () -> 100_000_000);

        var refusal = refusal(() -> tight.requireMemory("big", 50_000_000));

        assertEquals(Cause.NOT_ENOUGH_MEMORY, refusal.reason());
        assertTrue(refusal.getMessage().contains("about 284 MB"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("100 MB is free"), refusal.getMessage());
    }

    @Test
    void theDaemonThatStopsWaitsForNoTrial() {
        Path pid = directory.resolve("pid");
        CompletableFuture<Trial> trial = CompletableFuture.supplyAsync(() -> canary.run(
                "m", List.of("/bin/sh", "-c", "echo $$ > '%s'; sleep 1000".formatted(pid)), Optional.empty()));
        await().atMost(AMPLE).until(() -> Files.exists(pid) && Files.size(pid) > 1);

        canary.close();

        var thrown = assertThrows(ExecutionException.class, trial::get);
        assertEquals(Cause.STOPPED, ((ModelRefusedException) thrown.getCause()).reason());
        await().until(() -> isGone(pid));
    }

    private void shell(String command) {
        canary.run("m", List.of("/bin/sh", "-c", command), Optional.of(new byte[1 << 20]));
    }

    private static boolean isGone(Path pid) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty();
    }

    static ModelRefusedException refusal(Executable work) {
        return assertThrows(ModelRefusedException.class, work);
    }
}
