package dev.edgeinfer;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.yaml.YamlValue;
import java.util.Locale;

/** What a camera does, in the few words of a status line: {@code porch 9.9 of 10 fps}, {@code yard retrying}. */
final class CameraSummary {

    private CameraSummary() {}

    static String of(CameraReport report) {
        String name = report.camera().camera();
        if (report.camera().state() != CameraState.RUNNING) {
            int stuck = report.camera().threadsStuck();
            return "%s %s%s"
                    .formatted(
                            name,
                            YamlValue.word(report.camera().state()),
                            stuck == 0 ? "" : " (threads stuck: %d)".formatted(stuck));
        }
        String target = report.loop().targetFps().stream()
                .mapToObj(fps -> String.format(Locale.ROOT, " of %.3g", fps))
                .findFirst()
                .orElse("");
        return String.format(Locale.ROOT, "%s %.1f%s fps", name, report.loop().actualFps(), target);
    }
}
