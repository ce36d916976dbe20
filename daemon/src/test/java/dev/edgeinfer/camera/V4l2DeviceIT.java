package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a device; a file stands for it, because descriptors are found in the same way. */
class V4l2DeviceIT {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void createFile() throws IOException {
        file = Files.createFile(folder.resolve("video0"));
    }

    @Test
    void deviceOfAnotherProgramIsBusyAndTheProgramIsNamed() throws Exception {
        Process holder =
                new ProcessBuilder("sleep", "600").redirectInput(file.toFile()).start();
        try {
            String command = holder.info().command().orElseThrow();

            assertEquals(
                    "\"%s\" is busy: process %d (%s) uses it; stop that program".formatted(file, holder.pid(), command),
                    new V4l2Device(file).whyNotOpened());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void deviceOfAnotherCameraIsBusyByWhateverName() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("front-door"), file);

        try (InputStream held = Files.newInputStream(file)) {
            assertEquals(
                    "\"%s\" is busy: another camera of this configuration uses it, perhaps by another name; remove one of them"
                            .formatted(link),
                    new V4l2Device(link).whyNotOpened());
        }
    }

    @Test
    void ownDescriptorIsNoReasonWhyAnOpenedDeviceFails() throws IOException {
        try (InputStream held = Files.newInputStream(file)) {
            assertEquals(
                    "\"%s\" (video0) has stopped delivering; check its cable and power".formatted(file),
                    new V4l2Device(file).whyNoFrame());
        }
    }
}
