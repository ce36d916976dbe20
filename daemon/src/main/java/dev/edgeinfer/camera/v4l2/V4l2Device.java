package dev.edgeinfer.camera.v4l2;

import dev.edgeinfer.camera.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the machine says about a capture device: whether it can be used, and if not, why, in one sentence. */
record V4l2Device(Path path) {

    /** The kernel's major number of Video4Linux devices. */
    private static final int VIDEO4LINUX = 81;

    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    /** @throws SourceException when opening it is bound to fail */
    void requireUsable() {
        if (!Files.exists(path)) {
            throw new SourceException("\"%s\" does not exist; %s".formatted(path, others()));
        }
        if (!isVideo4Linux()) {
            throw new SourceException("\"%s\" is not a Video4Linux device; %s".formatted(path, others()));
        }
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw new SourceException(whyForbidden());
        }
    }

    /** Why this user may not use the device. */
    String whyForbidden() {
        String user = System.getProperty("user.name");
        String group = group();
        return group.equals("root")
                ? "\"%s\" may not be used by user %s, nor by any group; let a rule of udev give it to the group video"
                        .formatted(path, user)
                : "\"%s\" may not be used by user %s; join its group with \"sudo usermod -aG %s %2$s\" and log in again"
                        .formatted(path, user, group);
    }

    /** What can be asked of the device, for people: its modes, or how to find them out. */
    String modes() {
        return V4l2Modes.of(path)
                .flatMap(V4l2Modes::text)
                .map("it has "::concat)
                .orElseGet(() -> "\"v4l2-ctl --device %s --list-formats-ext\" lists its modes".formatted(path));
    }

    /** Why opening a device that looked usable failed; to be asked when what was opened is closed again. */
    String whyNotOpened() {
        if (holds(ProcessHandle.current())) {
            return "\"%s\" is busy: another camera of this configuration uses it, perhaps by another name; remove one of them"
                    .formatted(path);
        }
        if (V4l2Modes.of(path).stream().anyMatch(modes -> !modes.captures())) {
            return "\"%s\" (%s) gives no pictures, it is a metadata, output or codec device; %s"
                    .formatted(path, name(), others());
        }
        return holder().map(holder -> "\"%s\" is busy: %s uses it; stop that program".formatted(path, holder))
                .orElseGet(() -> ("\"%s\" (%s) cannot be opened for capture: another program uses it, or it is a "
                                + "metadata or output device; %s")
                        .formatted(path, name(), others()));
    }

    /** Why an opened device gave no frame. */
    String whyNoFrame() {
        return Files.exists(path)
                ? holder().map(holder -> "\"%s\" is busy: %s uses it; stop that program".formatted(path, holder))
                        .orElseGet(() ->
                                "\"%s\" (%s) has stopped delivering; check its cable and power".formatted(path, name()))
                : "\"%s\" was unplugged; %s".formatted(path, others());
    }

    /** The name that the driver gives the device, for people; the file name where it gives none. */
    String name() {
        try {
            Path node = path.toRealPath().getFileName();
            return Files.readString(
                            Path.of("/sys/class/video4linux").resolve(node).resolve("name"))
                    .strip();
        } catch (IOException e) {
            return path.getFileName().toString();
        }
    }

    private boolean isVideo4Linux() {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev");
            int mode = (int) attributes.get("mode");
            long device = (long) attributes.get("rdev");
            return (mode & TYPE_MASK) == CHARACTER_DEVICE && (device >>> 8 & 0xfff) == VIDEO4LINUX;
        } catch (IOException e) {
            return false;
        }
    }

    private String group() {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class).group().getName();
        } catch (IOException e) {
            return "video";
        }
    }

    /** Another process that has the device open, as far as this user may see. */
    private Optional<String> holder() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && holds(process))
                .findFirst()
                .map(process -> "process %d (%s)"
                        .formatted(process.pid(), process.info().command().orElse("unknown")));
    }

    private boolean holds(ProcessHandle process) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            Path real = path.toRealPath();
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, real));
        } catch (IOException | UncheckedIOException e) {
            // Not ours to see, or gone meanwhile.
            return false;
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static String others() {
        return others(Path.of("/dev"));
    }

    /** The devices that there are, by number and by the names that stay when cameras are plugged in another order. */
    static String others(Path dev) {
        List<String> found = Stream.concat(list(dev, "video"), list(dev.resolve("v4l/by-id"), ""))
                .toList();
        return found.isEmpty()
                ? "this machine has no capture device; is the camera plugged in?"
                : "this machine has " + String.join(", ", found);
    }

    private static Stream<String> list(Path folder, String prefix) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries
                    .filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .map(Path::toString)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException | UncheckedIOException e) {
            // There is no such folder where no camera has an id.
            return Stream.empty();
        }
    }
}
