package dev.edgeinfer.camera.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
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
    void groupOfTheDeviceIsTheOneToJoin() throws IOException {
        String group =
                Files.readAttributes(file, PosixFileAttributes.class).group().getName();
        String user = System.getProperty("user.name");

        String message = new V4l2Device(file).whyForbidden();
        assertEquals(
                group.equals("root")
                        ? "\"%s\" may not be used by user %s, nor by any group; let a rule of udev give it to the group video"
                                .formatted(file, user)
                        : "\"%s\" may not be used by user %s; join its group with \"sudo usermod -aG %s %s\" and log in again"
                                .formatted(file, user, group, user),
                message);
    }

    @Test
    void deviceThatIsGoneIsAMatterOfTheGroupVideo() {
        String user = System.getProperty("user.name");
        Path gone = folder.resolve("video9");

        assertEquals(
                "\"%s\" may not be used by user %s; join its group with \"sudo usermod -aG video %s\" and log in again"
                        .formatted(gone, user, user),
                new V4l2Device(gone).whyForbidden());
    }

    @Test
    void otherDevicesAreNamedByNumberAndById() throws IOException {
        Path ids = Files.createDirectories(folder.resolve("v4l/by-id"));
        Files.createSymbolicLink(ids.resolve("usb-Cam_42-video-index0"), file);
        Files.createFile(folder.resolve("null"));

        assertEquals("this machine has %s, %s/usb-Cam_42-video-index0".formatted(file, ids), V4l2Device.others(folder));
        assertEquals(
                "this machine has no capture device; is the camera plugged in?",
                V4l2Device.others(folder.resolve("nowhere")));
    }

    @Test
    void modesThatCannotBeReadAreShownByATool() {
        assertEquals(
                "\"v4l2-ctl --device %s --list-formats-ext\" lists its modes".formatted(file),
                new V4l2Device(file).modes());
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
