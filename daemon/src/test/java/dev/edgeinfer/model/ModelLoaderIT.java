package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.ModelManifest.Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs through the real runtime. */
class ModelLoaderIT {

    private static final String HINT = "; correct the manifest or export the program again";

    @TempDir
    Path directory;

    private static ModelException refused(ModelBundle bundle) {
        return assertThrows(
                ModelException.class, () -> ModelLoader.load(bundle, 1).close());
    }

    private static void assertRefused(String message, ModelBundle bundle) {
        assertEquals(message, refused(bundle).getMessage());
    }

    private static void assertSays(String part, ModelException exception) {
        assertTrue(exception.getMessage().contains(part), () -> "\"%s\" is not in: %s"
                .formatted(part, exception.getMessage()));
        assertEquals(1, exception.getMessage().lines().count(), exception::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolox", "yolov5", "yolov8", "end2end", "nanodet", "classify", "ultralytics"})
    void loadsAndRunsABundleOfEachDecoder(String name) {
        try (var model = ModelLoader.load(FixtureBundle.open(name), 1)) {
            model.run();

            assertTrue(model.outputs().getFirst().get(0) >= 0);
            assertEquals(
                    model.manifest().decoder() == Decoder.NANODET ? 6 : 1,
                    model.outputs().size());
        }
    }

    @Test
    void aClosedModelDoesNotRun() {
        var model = ModelLoader.load(FixtureBundle.open("yolox"), 1);
        model.close();
        model.close();

        assertThrows(IllegalStateException.class, model::run);
    }

    @Test
    void whatUltralyticsDoesNotSayIsSeenFromTheShape() throws IOException {
        var bundle = FixtureBundle.copy("ultralytics", directory)
                .program(Files.readAllBytes(FixtureBundle.directory("end2end").resolve("model.pte")));

        try (var model = ModelLoader.load(bundle.open(), 1)) {
            assertEquals(Decoder.END2END, model.manifest().decoder());
            assertEquals(ModelManifest.Nms.NONE, model.manifest().thresholds().nms());
        }
    }

    @Test
    void aDecoderThatTheManifestNamesIsNotReplaced() {
        var bundle = FixtureBundle.copy("end2end", directory).manifest("decoder: end2end", "decoder: yolov8");

        assertRefused(
                "\"%s\" returns float32[1, 20, 6], but decoder yolov8 with 3 labels reads float32[1, 7, N]"
                                .formatted(bundle.program())
                        + HINT,
                bundle.open());
    }

    @Test
    void anInputOfAnotherSizeIsRefusedWithBothShapes() {
        var bundle = FixtureBundle.copy("yolov5", directory)
                .manifest("width: 64", "width: 96")
                .manifest("layout: nchw", "layout: nhwc");

        assertRefused(
                "\"%s\" takes float32[1, 3, 64, 64], but its manifest describes the input float32[1, 64, 96, 3]"
                                .formatted(bundle.program())
                        + HINT,
                bundle.open());
    }

    @Test
    void anOtherNumberOfLabelsIsRefusedWithBothShapes() throws IOException {
        var bundle = FixtureBundle.copy("nanodet", directory);
        Files.writeString(bundle.directory().resolve("labels.txt"), "person\ncat\n");

        String text = "\"%s\" returns float32[1, 3, 8, 8], float32[1, 3, 4, 4], float32[1, 3, 2, 2],"
                + " float32[1, 44, 8, 8], float32[1, 44, 4, 4], float32[1, 44, 2, 2],"
                + " but decoder nanodet with 2 labels, 11 bins, an input of 64×64 and strides 8, 16, 32"
                + " reads float32[1, 2, 8, 8], float32[1, 2, 4, 4], float32[1, 2, 2, 2],"
                + " float32[1, 44, 8, 8], float32[1, 44, 4, 4], float32[1, 44, 2, 2]";
        assertRefused(text.formatted(bundle.program()) + HINT, bundle.open());
    }

    @Test
    void aTruncatedProgramIsRefusedByItsSize() {
        var bundle = FixtureBundle.copy("yolox", directory);
        byte[] bytes = bundle.programBytes();
        bundle.program(Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(
                "\"%s\" has %d bytes, its manifest says %d: truncated or another program; copy the bundle again"
                        .formatted(bundle.program(), bytes.length / 2, bytes.length),
                bundle.open());
    }

    @Test
    void aChangedProgramIsRefusedByItsHash() {
        var bundle = FixtureBundle.copy("yolox", directory);
        byte[] bytes = bundle.programBytes();
        bytes[bytes.length - 1] ^= 1;
        bundle.program(bytes);

        assertSays("its manifest says " + bundle.open().manifest().sha256().orElseThrow(), refused(bundle.open()));
    }

    @Test
    void anEmptyProgramIsRefused() {
        var bundle = FixtureBundle.copy("yolox", directory).unsealed().program(new byte[0]);

        assertRefused("\"%s\" is empty; copy the bundle again".formatted(bundle.program()), bundle.open());
    }

    @Test
    void aProgramThatVanishedIsRefused() throws IOException {
        var copy = FixtureBundle.copy("yolox", directory);
        var bundle = copy.open();
        Files.delete(copy.program());

        assertRefused("\"%s\" cannot be read: it does not exist".formatted(copy.program()), bundle);
    }

    @Test
    void randomBytesAreRefused() {
        var bytes = new byte[5000];
        new Random(3).nextBytes(bytes);
        var bundle = FixtureBundle.copy("yolox", directory).unsealed().program(bytes);

        assertSays("\"%s\"".formatted(bundle.program()), refused(bundle.open()));
    }

    @Test
    void everyTruncationIsRefused() {
        var bundle = FixtureBundle.copy("yolov8", directory).unsealed();
        byte[] bytes = bundle.programBytes();

        for (int length = 1; length < bytes.length; length += 97) {
            bundle.program(Arrays.copyOf(bytes, length));
            assertSays("\"%s\"".formatted(bundle.program()), refused(bundle.open()));
        }
    }

    @Test
    void aProgramOfAnotherVersionIsRefused() {
        var bundle = FixtureBundle.copy("yolox", directory).unsealed().programText("ET12", "ET99");

        assertSays("is a program of format ET99, this runtime reads ET12", refused(bundle.open()));
    }

    @Test
    void aMissingOperatorIsNamed() {
        var bundle = FixtureBundle.copy("yolox", directory).unsealed().programText("aten::add", "aten::odd");

        assertSays("needs the operator aten::odd.out, which this runtime does not have", refused(bundle.open()));
    }

    @Test
    void aMissingBackendIsNamed() {
        // Tests run in the directory of their module; the default model is the one that has a backend.
        var bundle = FixtureBundle.copy(Path.of("../models/nanodet-g"), directory)
                .unsealed()
                .programText("XnnpackBackend", "UnknownBackend");

        assertSays("needs the backend \"UnknownBackend\", which this runtime does not have", refused(bundle.open()));
    }

    @Test
    void aMissingMethodIsNamed() {
        var bundle = FixtureBundle.copy("yolox", directory).unsealed().programText("forward", "farward");

        assertRefused(
                "\"%s\" has no method \"forward\", only farward; export it again".formatted(bundle.program()),
                bundle.open());
    }
}
