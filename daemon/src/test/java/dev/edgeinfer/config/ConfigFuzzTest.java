package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMutations;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whatever stands in the file, reading it ends in a configuration or in an explanation. */
class ConfigFuzzTest {

    private static final Path FILE = Path.of("edge-infer.yaml");

    private static final String VALID = """
            http: { listen: 127.0.0.1, port: 8080 }
            model: { path: nanodet-g, threads: 3, min-score: 0.4, iou: 0.6 }
            cameras:
              porch:
                source: v4l2:///dev/video0?size=640x480&fps=30&format=yuyv
                target-fps: 10
                rotate: 180
                flip: horizontal
                crop: [0.25, 0, 0.5, 1]
                mask: [[[0, 0], [0.5, 0], [0.5, 0.5]], [[0.9, 0.9], [1, 0.9], [1, 1]]]
                region: [0, 0.5, 1, 0.5]
                motion: { threshold: 15, min-area: 0.002, hold: 5s, keep-alive: 30s }
                tracking: { enabled: true, min-score: 0.1, threshold: 0.7, min-hits: 3, max-age: 2s }
                zones:
                  step: [[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]
                  gate: { polygon: [[0, 0], [1, 0], [1, 1]], anchor: center, labels: [person], inertia: 3, loitering-time: 2s, max-ratio: 2 }
                lines:
                  fence: [[0, 0.5], [1, 0.5]]
                  path: { points: [[0, 0.5], [1, 0.5]], margin: 0.1, min-area: 0.01 }
              "back": { source: 'v4l2:///dev/video1', target-fps: unlimited }
            gpio:
              provider: auto
              lines:
                lamp: { chip: 0, line: 17, active-low: true, bias: pull-up, initial: inactive, shutdown: active }
            webhooks:
              phone: { url: "https://hooks.example.org/a?b=c", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, timeout: 3s, events: [new, end] }
              log: { url: "http://[::1]:8081/", events: { labels: [person], zones: [step] }, headers: { X-Board: "7" }, snapshot: true }
            rules:
              someone:
                when: &seen { label: person, min-score: 0.6, for: 300ms, camera: [porch, back] }
                gpio: { line: lamp, mode: hold, hold: 5s }
              again:
                when: *seen
                gpio: { line: GPIO27, mode: pulse, pulse: 1.5s }
                webhook: [phone, { url: "http://192.0.2.10/", max-age: 1h }]
              night:
                when:
                  label: [person, dog]
                  zone: step
                  count: 2
                  schedule: [{ days: [mon, weekend], from: "22:00", to: sunrise-30m }, { from: sunset+1h }]
                  armed: true
                cooldown: 1min
                max-rate: 10/h
                gpio: { line: GPIO22 }
              crossed: { when: { line: fence, direction: in, absent-for: 5s }, gpio: { line: GPIO23 } }
            device: { time-zone: Europe/Vienna, location: { latitude: 48.2, longitude: 16.4 } }
            """;

    @Test
    void mutatedFilesEndInAConfigurationOrAnExplanation() {
        ConfigFile.parse(FILE, VALID);
        YamlMutations.assertOnlyExplanationsEscape(VALID, text -> ConfigFile.parse(FILE, text));
    }
}
