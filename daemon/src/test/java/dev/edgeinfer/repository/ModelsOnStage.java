package dev.edgeinfer.repository;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.ModelConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.model.ModelBundle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tiny models in a directory, with trials that cost no process; what they load is real. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class ModelsOnStage {

    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T07:00:00Z"));

    @TempDir
    Path directory;

    @TempDir
    Path state;

    final FakeStage stage = new FakeStage();

    final FakeCanary canary = new FakeCanary();

    BundleFolder folder;

    Models models;

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

    Models start(Configured configured) {
        var started =
                new Models(directory, new Activations(Optional.of(state)), stage, () -> {}, () -> {}, canary, CLOCK);
        Choice choice = started.choose(configured);
        stage.used = choice.detector();
        started.adopt(choice);
        return started;
    }

    Configured configured(String name) {
        return configured(name, _ -> {});
    }

    Configured configured(String name, Consumer<ModelBundle> labels) {
        return new Configured(config(name), ModelBundle.open(name, directory), labels, 10);
    }

    static ModelConfig config(String path) {
        return new ModelConfig(path, 1, Optional.empty(), Optional.empty());
    }

    String standing() {
        return models.status().models().stream()
                .map(model -> model.name() + " " + model.state().name().toLowerCase())
                .collect(Collectors.joining(", "));
    }

    ModelStatus status(String name) {
        return models.status().models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Throws {@link IllegalStateException} when it has been closed. */
    static void run(Detector detector) {
        ModelSignature signature = detector.signature();
        detector.run(
                ByteBuffer.allocateDirect(signature.input().bytes()),
                signature.outputs().stream()
                        .map(_ -> Optional.<ByteBuffer>empty())
                        .toList());
    }

    static ModelRefusedException refusal(Executable work) {
        return assertThrows(ModelRefusedException.class, work);
    }
}
