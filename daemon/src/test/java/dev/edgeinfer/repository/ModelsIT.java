package dev.edgeinfer.repository;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.repository.ModelStatus.State;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tiny models in a directory, with trials that cost no process; what they load is real. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ModelsIT {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T07:00:00Z"));

    @TempDir
    Path directory;

    @TempDir
    Path state;

    private final FakeStage stage = new FakeStage();
    private final FakeCanary canary = new FakeCanary();
    private BundleFolder folder;
    private Models models;

    @BeforeEach
    void startWithTheConfiguredOne() {
        folder = new BundleFolder(directory)
                .fixture("yolov8", "first")
                .fixture("yolov5", "second")
                .fixture("classify", "third");
        models = start(configured("first"));
    }

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void whatThereIsIsListed() throws Exception {
        Files.createDirectory(directory.resolve("no-bundle"));
        Files.createDirectory(directory.resolve(".hidden"));
        folder.fixture("yolov8", "bare");
        Files.delete(folder.path("bare").resolve("labels.txt"));

        assertEquals("bare failed, first active, second available, third available", standing());
        assertEquals("first", models.status().configured());
        assertEquals(Optional.empty(), models.status().previous());
        ModelStatus bare = status("bare");
        assertTrue(bare.reason().orElseThrow().contains("labels.txt"), bare.toString());
        assertEquals(Optional.empty(), bare.manifest());
        assertEquals(3892, status("first").bytes().getAsLong());
    }

    @Test
    void oneIsActivatedAndAnotherCallGoesBack() {
        Detector first = stage.used;

        models.activate("second");

        assertNotSame(first, stage.used);
        assertEquals("second", models.status().active());
        assertEquals(Optional.of("first"), models.status().previous());
        assertEquals("first available, second active, third available", standing());
        assertThrows(IllegalStateException.class, () -> run(first), "it is out of memory");

        models.rollBack();

        assertEquals("first active, second available, third available", standing());
        assertEquals(Optional.of("second"), models.status().previous());
        assertEquals(List.of("second", "first"), canary.tried);
        models.activate("first");
        assertEquals(List.of("second", "first"), canary.tried, "it is active already");
    }

    @Test
    void whoAskedTheOneBeforeIsServedByItToTheEnd() {
        Lease lease = models.active();

        models.activate("second");

        run(lease.detector());
        assertEquals("first", lease.signature().name());
        lease.close();
        lease.close();
        assertThrows(IllegalStateException.class, () -> run(lease.detector()));
        run(stage.used);
    }

    @Test
    void severalAreInMemoryAndOneOfThemIsActivatedWithoutAnotherTrial() {
        models.load("second");
        models.load("third");
        models.load("second");

        assertEquals("first active, second loaded, third loaded", standing());
        assertEquals(
                List.of("first", "second", "third"),
                models.loaded().stream().map(ModelSignature::name).toList());
        try (Lease lease = models.named("third").orElseThrow()) {
            run(lease.detector());
        }
        assertEquals(List.of("second", "third"), canary.tried);

        models.activate("third");
        assertEquals(List.of("second", "third"), canary.tried);
        models.unload("second");
        models.unload("second");
        assertEquals("first available, second available, third active", standing());
        assertEquals(Optional.empty(), models.named("second").map(Lease::signature));

        models.activate("second");
        assertEquals("first available, second active, third loaded", standing(), "it was loaded to stay");
        run(stage.used);
    }

    @Test
    void whatTheCamerasUseStays() {
        assertEquals(Cause.IN_USE, refusal(() -> models.unload("first")).reason());
        run(stage.used);
    }

    @Test
    void namesThatAreNoneLeadNowhere() throws Exception {
        Path outside = Files.createDirectory(state.resolve("outside"));
        new BundleFolder(outside).fixture("yolov8", "bundle");
        for (String name : List.of("secnd", "", ".", "..", "../outside/bundle", "/etc", "first/", "a\0b", "é", "-x")) {
            var refusal = refusal(() -> models.activate(name));
            assertEquals(Cause.UNKNOWN, refusal.reason(), name);
        }
        assertTrue(
                refusal(() -> models.load("secnd")).getMessage().contains("did you mean \"second\"?"),
                "the nearest name");

        Files.createSymbolicLink(directory.resolve("link"), outside.resolve("bundle"));
        folder.fixture("yolov8", "sly");
        Files.delete(folder.path("sly").resolve("labels.txt"));
        Files.createSymbolicLink(folder.path("sly").resolve("labels.txt"), Path.of("/etc/hostname"));
        for (String name : List.of("link", "sly")) {
            var refusal = refusal(() -> models.load(name));
            assertEquals(Cause.BROKEN, refusal.reason());
            assertTrue(refusal.getMessage().contains("link out of the models directory"), refusal.getMessage());
            assertEquals(State.FAILED, status(name).state());
        }
        assertEquals(List.of(), canary.tried);
    }

    @Test
    void whatIsAgainstAModelIsShownUntilItsFilesChange() {
        folder.unsealed("second").write("second", "model.pte", new byte[100]);

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.BROKEN, refusal.reason());
        assertEquals("first active, second failed, third available", standing());
        assertEquals(Optional.of(refusal.getMessage()), status("second").reason());
        folder.delete("second").fixture("yolov5", "second");
        assertEquals("first active, second available, third available", standing());
    }

    @Test
    void oneThatIsExchangedWhileItIsTriedIsNotLoaded() {
        canary.meanwhile = () -> folder.delete("second").fixture("yolox", "second");

        assertEquals(Cause.CHANGED, refusal(() -> models.activate("second")).reason());

        canary.meanwhile = () -> folder.manifest("third", "# another byte\n");
        assertEquals(Cause.CHANGED, refusal(() -> models.load("third")).reason());
        assertEquals("first", models.status().active());
        run(stage.used);

        canary.meanwhile = () -> {};
        models.activate("second");
        assertEquals(
                "yolox",
                status("second").manifest().orElseThrow().decoder().name().toLowerCase());
    }

    @Test
    void oneThatGoesWhileItIsTriedIsASentence() {
        canary.meanwhile = () -> folder.delete("second");

        assertEquals(Cause.BROKEN, refusal(() -> models.activate("second")).reason());
    }

    @Test
    void oneThatIsSlowerThanItsBudgetStaysOut() {
        folder.manifest("second", "budget: {latency-ms: 4.5}\n");

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.TOO_SLOW, refusal.reason());
        assertTrue(refusal.getMessage().contains("takes 5.00 ms"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("its budget is 4.50 ms"), refusal.getMessage());
        assertEquals(20, refusal.trial().orElseThrow().runs());

        models.load("second");
        assertEquals(Cause.TOO_SLOW, refusal(() -> models.activate("second")).reason(), "also from memory");
        assertEquals(State.LOADED, status("second").state());
        assertTrue(status("second").reason().isPresent());
        folder.manifest("third", "budget: {size-mb: 0.001}\n");
        assertEquals(Cause.TOO_LARGE, refusal(() -> models.activate("third")).reason());
    }

    @Test
    void oneThatIsSlowerThanTheCamerasAskForStaysOutUnlessItIsFasterThanWhatThereIs() {
        canary.pictureMillis = 150;
        var refusal = refusal(() -> models.activate("second"));
        assertEquals(Cause.TOO_SLOW, refusal.reason());
        assertTrue(
                refusal.getMessage().contains("10.0 pictures a second in all, which leaves 100 ms"),
                refusal.getMessage());

        var limit = new SpeedLimit(10, OptionalLong.of(200_000_000));
        limit.verify("m", status("first").manifest().orElseThrow(), new Trial(3, 1, 1, 150_000_000, 0, ""));
        new SpeedLimit(0, OptionalLong.empty())
                .verify("m", status("first").manifest().orElseThrow(), new Trial(3, 1, 1, 150_000_000, 0, ""));
    }

    @Test
    void goingBackIsNotAQuestionOfSpeed() {
        models.activate("second");
        canary.pictureMillis = 10_000;

        models.rollBack();

        assertEquals("first", models.status().active());
    }

    @Test
    void thereMustBeSomethingToGoBackTo() {
        assertEquals(Cause.NO_PREVIOUS, refusal(models::rollBack).reason());

        models.activate("second");
        models.activate("third");
        folder.delete("second");
        assertEquals(Cause.NO_PREVIOUS, refusal(models::rollBack).reason());
    }

    @Test
    void oneThatLacksLabelsIsNotTried() {
        models.close();
        models = start(configured("first", bundle -> {
            if (bundle.name().equals("second")) {
                throw new InvalidDocumentException(
                        Problem.ofFile("edge-infer.yaml", "\"parcel\" is not a label of model \"second\"", "known: x"));
            }
        }));

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.MISSING_LABELS, refusal.reason());
        assertTrue(refusal.getMessage().contains("parcel"), refusal.getMessage());
        assertEquals(List.of(), canary.tried);
        models.load("second");
    }

    @Test
    void oneModelIsChangedAtATime() throws Exception {
        var go = new CountDownLatch(1);
        canary.meanwhile = () -> await().until(() -> go.getCount() == 0);
        var first = CompletableFuture.runAsync(() -> models.activate("second"));
        await().until(() -> status("second").state() == State.LOADING);

        assertEquals(Cause.BUSY, refusal(() -> models.load("third")).reason());

        go.countDown();
        first.get();
        assertEquals("first available, second active, third available", standing());
    }

    @Test
    void whatWasActivatedIsUsedAfterARestart() {
        models.activate("second");
        models.close();

        models = start(configured("first"));

        assertEquals("second", models.status().active());
        assertEquals("first", models.status().configured());
        assertEquals(Optional.of("first"), models.status().previous());
        models.rollBack();
        models.close();
        models = start(configured("first"));
        assertEquals("first", models.status().active());
        assertEquals(Optional.of("second"), models.status().previous());
    }

    @Test
    void aConfigurationThatNamesAnotherModelHasItsWay() {
        models.activate("second");

        Choice same = models.choose(configured("first"));
        models.adopt(same);
        assertEquals("second", models.status().active(), "the model of the configuration is the same");
        run(same.detector());

        models.choose(configured("third")).discard();
        assertEquals("second", models.status().active(), "that one was not put to work");

        models.adopt(models.choose(configured("third")));
        assertEquals("third", models.status().active());
        models.adopt(models.choose(configured("first")));
        assertEquals("first", models.status().active(), "what was activated is forgotten");

        models.activate("second");
        models.close();
        models = start(configured("third"));
        assertEquals("third", models.status().active());
    }

    @Test
    void oneThatEndsTheProcessIsPassedByAtTheThirdStart() {
        models.activate("second");
        // Each of these is killed: nothing is closed, nothing is proven.
        assertEquals("second", start(configured("first")).status().active());

        models = start(configured("first"));

        assertEquals("first", models.status().active());
        assertEquals(State.FAILED, status("second").state());
        String problem = models.problem().orElseThrow();
        assertTrue(problem.contains("\"second\"") && problem.contains("has not lasted"), problem);
        assertEquals("first", start(configured("first")).status().active(), "it is forgotten");
        models.activate("second");
        assertEquals(Optional.empty(), models.problem());
    }

    @Test
    void oneThatIsGoneOrBrokenAtTheStartIsPassedBy() {
        models.activate("second");
        models.close();
        folder.delete("second");

        models = start(configured("first"));

        assertEquals("first", models.status().active());
        assertTrue(models.problem().isPresent());
    }

    @Test
    void aStateThatNobodyCanReadIsNone() throws Exception {
        for (String text :
                List.of("", "{", "[]", "{\"model\": 7}", "{\"model\": \"second\", \"configured\": \"first\"}")) {
            Files.writeString(state.resolve(ActiveModelFile.NAME), text);
            models.close();
            models = start(configured("first"));
            assertEquals("first", models.status().active(), text);
        }
        Files.writeString(
                state.resolve(ActiveModelFile.NAME),
                "{\"model\": \"../second\", \"configured\": \"first\", \"since\": \"2026-11-24T07:00:00Z\"}");
        models.close();
        models = start(configured("first"));
        assertEquals("first", models.status().active());
        assertFalse(models.problem().isEmpty());
    }

    @Test
    void whatTheConfigurationNamesMayLieElsewhere() {
        var elsewhere = new BundleFolder(state).fixture("yolox", "own");
        models.close();
        models = start(new Configured(
                config(elsewhere.path("own").toString()),
                ModelBundle.open(elsewhere.path("own").toString(), directory),
                _ -> {},
                10));

        assertEquals("first available, own active, second available, third available", standing());
        models.activate("second");
        models.rollBack();
        assertEquals("own", models.status().active());
    }

    @Test
    void whatIsUsedIsAMetric() {
        models.load("third");
        refusal(() -> models.load("fourth"));
        models.activate("second");

        String metrics = models.metrics().toString();

        assertTrue(models.metrics().size() == 4, metrics);
    }

    private Models start(Configured configured) {
        var started =
                new Models(directory, new Activations(Optional.of(state)), stage, () -> {}, () -> {}, canary, CLOCK);
        Choice choice = started.choose(configured);
        stage.used = choice.detector();
        started.adopt(choice);
        return started;
    }

    private Configured configured(String name) {
        return configured(name, _ -> {});
    }

    private Configured configured(String name, Consumer<ModelBundle> labels) {
        return new Configured(config(name), ModelBundle.open(name, directory), labels, 10);
    }

    private static ModelConfig config(String path) {
        return new ModelConfig(path, 1, Optional.empty(), Optional.empty());
    }

    private String standing() {
        return models.status().models().stream()
                .map(model -> model.name() + " " + model.state().name().toLowerCase())
                .collect(Collectors.joining(", "));
    }

    private ModelStatus status(String name) {
        return models.status().models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Throws {@link IllegalStateException} when it has been closed. */
    private static void run(Detector detector) {
        ModelSignature signature = detector.signature();
        detector.run(
                ByteBuffer.allocateDirect(signature.input().bytes()),
                signature.outputs().stream()
                        .map(_ -> Optional.<ByteBuffer>empty())
                        .toList());
    }

    private static ModelRefusedException refusal(Executable work) {
        return assertThrows(ModelRefusedException.class, work);
    }
}
