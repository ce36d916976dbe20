package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact sentence for each mistake in a bundle. */
class ManifestProblemsTest {

    private static final String VALID = """
            format: 1
            name: mine
            version: 1
            task: detect
            decoder: yolox
            input: { width: 416, height: 416, colour: bgr, letterbox: { position: top-left, pad: 114 } }
            output: { strides: [8, 16, 32] }
            precision: fp32
            labels: labels.txt
            """;

    @TempDir
    Path bundle;

    @BeforeEach
    void files() throws IOException {
        Files.createFile(bundle.resolve("model.pte"));
        Files.writeString(bundle.resolve("labels.txt"), "person\ncat\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            format: 1 | format: 2 | 1:9: format: "2" is a format this version does not know; use a bundle of format 1, or a newer edge-infer
            format: 1 | # | 1:1: format: is missing; write format: 1
            name: mine | nmae: mine | 1:1: name: is missing; write the model's name / 2:1: nmae: unknown key; did you mean "name"? (known: format, name, version, task, decoder, input, output, thresholds, precision, labels, sha256, size-bytes and 5 more)
            task: detect | task: detcet | 4:7: task: "detcet" is not a choice here; did you mean "detect"? (known: detect, classify)
            task: detect | task: classify | 5:10: decoder: "yolox" does not fit the task classify; write decoder: classify
            decoder: yolox | decoder: classify | 5:10: decoder: "classify" does not fit the task detect; write a decoder of boxes, or task: classify / 7:20: output.strides: has no meaning for decoder classify; remove the key
            decoder: yolox | decoder: nanodet | 7:1: output.bins: is missing; write bins: 8 (reg-max + 1)
            strides: [8, 16, 32] | bins: 7 | 7:1: output.strides: is missing; write strides: [8, 16, 32] / 7:17: output.bins: "7" has no meaning for decoder yolox; remove the key
            strides: [8, 16, 32] | strides: [8, 24] | 7:24: output.strides[1]: "24" does not divide the input of 416×416; correct the stride or the input's size
            strides: [8, 16, 32] | strides: [8, 8] | 7:20: output.strides: needs at least one stride and each once; write strides: [8, 16, 32]
            strides: [8, 16, 32] | strides: [] | 7:20: output.strides: needs at least one stride and each once; write strides: [8, 16, 32]
            colour: bgr | colour: bgr, mean: [0, 0] | 6:54: input.mean: has 2 values; write 3, one a channel
            colour: bgr | colour: bgr, std: [1, 0, 1] | 6:57: input.std[1]: "0" is out of range; above 0 up to 255 is allowed
            colour: bgr | colour: bgr, dtype: uint8, mean: [1, 1, 1] | 6:68: input.mean: cannot be applied to dtype uint8; remove the key
            colour: bgr | layout: nchw | 6:1: input.colour: is missing; write colour: rgb or bgr
            pad: 114 | pad: 256 | 6:86: input.letterbox.pad: "256" is out of range; 0..255 is allowed
            { position: top-left, pad: 114 } | center | 6:59: input.letterbox: "center" is neither stretch nor a map; write letterbox: { position: centre, pad: 114 } or letterbox: stretch
            precision: fp32 | sha256: abc | 1:1: precision: is missing; write precision: fp32 / 8:9: sha256: "abc" is not a SHA-256; write 64 hex digits, as sha256sum model.pte prints them
            labels: labels.txt | labels: ../labels.txt | 9:9: labels: "../labels.txt" is not a file of the bundle; write the name of a file beside this one
            labels: labels.txt | labels: /etc/passwd | 9:9: labels: "/etc/passwd" is not a file of the bundle; write the name of a file beside this one
            labels: labels.txt | labels: [] | 9:9: labels: has no label; list at least one
            labels: labels.txt | labels: [a, b, a] | 9:16: labels[2]: "a" is given twice, first as [0]; remove one of them
            labels: labels.txt | source: { files: [a] } | 1:1: labels: is missing; write labels: labels.txt / 9:18: source.files: is a list; write text
            """)
    void aWrongManifestIsExplained(String from, String to, String sentences) throws IOException {
        Files.writeString(bundle.resolve("model.yaml"), VALID.replace(from, to));
        String file = bundle.resolve("model.yaml").toString();
        assertProblems(file + ":" + sentences.replace(" / ", "\n" + file + ":"));
    }

    @Test
    void nmsIsForDecodersThatLeaveSomethingToSuppress() throws IOException {
        Files.writeString(
                bundle.resolve("model.yaml"),
                VALID.replace("yolox", "end2end").replaceAll("output.*\n", "thresholds: { nms: class-wise }\n"));
        assertProblems(bundle.resolve("model.yaml")
                + ":7:20: thresholds.nms: \"class-wise\" has no meaning for this decoder, which leaves nothing to"
                + " suppress; write nms: none");
    }

    @Test
    void wrongLabelsAreExplainedInTheirFile() throws IOException {
        Files.writeString(bundle.resolve("model.yaml"), VALID);
        Path labels = bundle.resolve("labels.txt");

        Files.writeString(labels, "person\n\ncat\nperson\n");
        assertProblems(labels + ":2:1: the line is empty; remove it: each line is the label of one class, in order\n"
                + labels + ":4:1: \"person\" is given twice, first on line 1; rename one of them");

        Files.writeString(labels, "\n\n");
        assertProblems(labels + ": has no label; write one a line");

        Files.delete(labels);
        assertProblems(labels + ": does not exist; check the path");
    }

    @Test
    void aBundleWithoutItsFilesIsExplained() throws IOException {
        assertProblems(bundle + ": is not a model bundle: it has no model.yaml; name a folder made by edge-model or by"
                + " yolo export format=executorch");

        Files.delete(bundle.resolve("model.pte"));
        Files.writeString(bundle.resolve("model.yaml"), VALID);
        assertProblems(
                bundle.resolve("model.yaml") + ":1:1: the bundle has no model.pte; make or copy the bundle again");

        Path nowhere = bundle.resolve("nowhere");
        assertEquals(
                nowhere + ": does not exist; name the folder of a model bundle",
                assertThrows(InvalidDocumentException.class, () -> ManifestFile.read(nowhere))
                        .getMessage());

        Path file = bundle.resolve("labels.txt");
        assertEquals(
                file + ": is a file, not a model bundle; name the folder that has it and its model.yaml",
                assertThrows(InvalidDocumentException.class, () -> ManifestFile.read(file))
                        .getMessage());
    }

    private void assertProblems(String expected) {
        var e = assertThrows(InvalidDocumentException.class, () -> ManifestFile.read(bundle));
        assertEquals(expected, e.getMessage());
    }
}
