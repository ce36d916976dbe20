package dev.edgeinfer.http.state;

import dev.edgeinfer.model.NativeRuntime;
import dev.edgeinfer.system.Board;
import dev.edgeinfer.system.BuildInfo;
import dev.edgeinfer.system.Machine;
import io.helidon.common.Version;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;

/**
 * What {@code GET /info} answers: what runs here, and on what.
 *
 * @param version of edge-infer
 * @param board what the maker calls it; {@code null}: it does not say
 * @param backends that the runtime has, by name
 * @param operators how many operators the runtime has outside of these
 */
public record InfoDocument(
        String version,
        Versions versions,
        String board,
        String architecture,
        int processors,
        List<String> backends,
        int operators,
        HealthDocument.Model model) {

    /** Versions of what it is made of. */
    public record Versions(String executorch, String java, String helidon, String opencv, String ffmpeg) {}

    public static InfoDocument of(HealthDocument.Model model) {
        var build = BuildInfo.read();
        var machine = Machine.current();
        var runtime = NativeRuntime.current();
        return new InfoDocument(
                build.version(),
                new Versions(
                        build.executorchVersion(),
                        machine.java(),
                        Version.VERSION,
                        text(opencv_core.getVersionString()),
                        text(avutil.av_version_info())),
                new Board(Path.of("/")).model().orElse(null),
                machine.architecture(),
                machine.processors(),
                runtime.backends(),
                runtime.operators(),
                model);
    }

    /** Some libraries hand out the zero at the end of a text as well. */
    private static String text(BytePointer bytes) {
        return bytes.getString().replace("\0", "");
    }
}
