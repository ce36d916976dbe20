package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.YamlMutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder as {@code yolo export format=executorch} writes it. */
class UltralyticsBundleTest {

    private static final String METADATA = """
            description: Ultralytics YOLO11n model trained on coco.yaml
            author: Ultralytics
            date: '2026-11-24T07:00:00.000000'
            version: 8.4.1
            license: AGPL-3.0 License (https://ultralytics.com/license)
            docs: https://docs.ultralytics.com
            stride: 32
            task: detect
            batch: 1
            imgsz:
            - 320
            - 640
            names:
              0: person
              1: bicycle
              2: car
            args:
              batch: 1
              data: null
            channels: 3
            end2end: false
            """;

    @TempDir
    Path bundle;

    @BeforeEach
    void program() throws IOException {
        Files.createFile(bundle.resolve("yolo11n.pte"));
    }

    @Test
    void metadataIsMapped() {
        assertEquals(
                new ModelManifest(
                        "yolo11n",
                        "8.4.1",
                        Task.DETECT,
                        Decoder.YOLOV8,
                        bundle.resolve("yolo11n.pte"),
                        new Input(
                                640,
                                320,
                                Layout.NCHW,
                                Dtype.FLOAT32,
                                Colour.RGB,
                                List.of(0.0, 0.0, 0.0),
                                List.of(255.0, 255.0, 255.0),
                                new Fit.Letterbox(Fit.Position.CENTRE, 114)),
                        Output.SELF_EVIDENT,
                        new Thresholds(0.25, 0.7, Nms.CLASS_WISE, 300),
                        Precision.FP32,
                        List.of("person", "bicycle", "car"),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.of("AGPL-3.0 License (https://ultralytics.com/license)"),
                        Map.of(
                                "description", "Ultralytics YOLO11n model trained on coco.yaml",
                                "author", "Ultralytics",
                                "date", "2026-11-24T07:00:00.000000",
                                "docs", "https://docs.ultralytics.com"),
                        Map.of(),
                        Map.of(),
                        Map.of()),
                read(METADATA));
    }

    @Test
    void anEndToEndModelSuppressesForItself() {
        ModelManifest end2end = read(METADATA.replace("end2end: false", "end2end: true"));
        assertEquals(Decoder.END2END, end2end.decoder());
        assertEquals(Nms.NONE, end2end.thresholds().nms());
        assertEquals(
                Decoder.END2END,
                read(METADATA.replace("data: null", "nms: true")).decoder());
    }

    @Test
    void aClassifierIsStretched() {
        ModelManifest classifier = read(METADATA.replace("task: detect", "task: classify"));
        assertEquals(Decoder.CLASSIFY, classifier.decoder());
        assertEquals(new Fit.Stretch(), classifier.input().fit());
    }

    @Test
    void whatIsNotSupportedIsExplained() throws IOException {
        assertProblems(
                METADATA.replace("task: detect", "task: segment")
                        .replace("batch: 1\nimg", "batch: 4\nimg")
                        .replace("channels: 3", "channels: 1")
                        .replace("1: bicycle", "7: bicycle")
                        .replace("- 640", "- 640\n- 3"),
                """
                metadata.yaml:8:7: task: "segment" is a task that is not supported; known: detect, classify
                metadata.yaml:9:8: batch: "4" is not supported, only 1 is; yolo export format=executorch batch=1
                metadata.yaml:11:1: imgsz: has 3 numbers; write imgsz: [height, width]
                metadata.yaml:14:1: names.1: is missing; number the names from 0 without a gap
                metadata.yaml:21:11: channels: "1" is not supported, only 3 is; use a model of colour images""");
        assertProblems("a: 1\n", """
                metadata.yaml:1:1: task: is missing; export the model again
                metadata.yaml:1:1: imgsz: is missing; export the model again
                metadata.yaml:1:1: names: is missing; export the model again""");
    }

    @Test
    void theProgramMustBeTheOnlyOne() throws IOException {
        Files.createFile(bundle.resolve("other.pte"));
        assertProblems(
                METADATA,
                "metadata.yaml:1:1: the bundle has several .pte files: other.pte, yolo11n.pte; leave exactly one there");
        Files.delete(bundle.resolve("other.pte"));
        Files.delete(bundle.resolve("yolo11n.pte"));
        assertProblems(METADATA, "metadata.yaml:1:1: the bundle has no .pte file; leave exactly one there");
    }

    @Test
    void mutatedMetadataEndsInAManifestOrAnExplanation() {
        YamlMutations.assertOnlyExplanationsEscape(METADATA, this::read);
    }

    private void assertProblems(String text, String expected) {
        var e = assertThrows(InvalidDocumentException.class, () -> read(text));
        assertEquals(expected, e.getMessage().replace(bundle + "/", ""));
    }

    private ModelManifest read(String text) {
        try {
            // Unlike writeString, this takes the unpaired surrogates that a mutation may leave.
            Files.write(bundle.resolve("metadata.yaml"), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ManifestFile.read(bundle);
    }
}
