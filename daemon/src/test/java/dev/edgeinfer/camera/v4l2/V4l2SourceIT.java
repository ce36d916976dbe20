package dev.edgeinfer.camera.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine without a camera can show: every way in which opening one fails. */
class V4l2SourceIT {

    @TempDir
    Path folder;

    @Test
    void missingDeviceIsNamedWithThoseThatExist() {
        assertRefused(Path.of("/dev/video987"), "does not exist; this machine has ");
    }

    @Test
    void fileIsNoDevice() throws IOException {
        assertRefused(Files.createFile(folder.resolve("video0")), "is not a Video4Linux device");
    }

    @Test
    void otherDeviceIsNoCamera() {
        assertRefused(Path.of("/dev/null"), "is not a Video4Linux device");
    }

    @Test
    void deviceWithoutADriverCannotBeOpened() throws Exception {
        Path node = folder.resolve("video0");
        // A node of the right kind with a number that no driver serves, which only root can make.
        Process mknod = new ProcessBuilder("mknod", node.toString(), "c", "81", "250")
                .redirectErrorStream(true)
                .start();
        assumeTrue(mknod.waitFor() == 0, "device nodes cannot be made here");
        assumeTrue(Files.isReadable(node), "device nodes cannot be used here");

        assertRefused(node, "cannot be opened for capture");
    }

    @Test
    void fourCharacterCodesAreThoseOfV4l2() {
        assertEquals(0x56595559, V4l2Source.encode("YUYV"));
        assertEquals(0x47504a4d, V4l2Source.encode("MJPG"));
        assertEquals("YUYV", V4l2Source.decode(0x56595559));
        assertEquals("MJPG", V4l2Source.decode(0x47504a4d));
        assertEquals("Y16", V4l2Source.decode(0x20363159));
    }

    private static void assertRefused(Path device, String reason) {
        SourceException refusal = assertThrows(
                SourceException.class,
                () -> FrameSources.open(new SourceConfig.V4l2(
                        "v4l2://" + device, device, Optional.empty(), OptionalDouble.empty(), Optional.empty())));
        assertTrue(refusal.getMessage().startsWith("\"" + device + "\" "), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    }
}
