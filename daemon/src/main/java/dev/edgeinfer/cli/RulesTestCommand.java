package dev.edgeinfer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.Setup;
import dev.edgeinfer.camera.file.VideoFileSource;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.yaml.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edge-infer rules test}. */
@Command(
        name = "test",
        sortOptions = false,
        description = {
            "Plays a recorded clip to the model, the tracker and the rules, and prints what rules and lines would have done.",
            "The clip stands for one camera and runs as fast as it goes. No GPIO line is touched and nobody is told."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  edge-infer rules test --config edge-infer.yaml --clip clip.mp4 --picture timeline.png",
            "  edge-infer rules test --config edge-infer.yaml --clip night.mp4 --camera porch --at 2026-11-24T22:00"
        })
final class RulesTestCommand implements Runnable {

    @Mixin
    private ConfigOption config;

    @Option(names = "--clip", paramLabel = "FILE", required = true, description = "A video file.")
    private Path clip;

    @Option(
            names = "--camera",
            paramLabel = "NAME",
            description = "The camera that the clip stands for; the first of the configuration by default.")
    private Optional<String> cameraName;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description = "The only rule to try; by default all that look at the camera or at nothing.")
    private Optional<String> ruleName;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "When the clip begins, for schedules: local time, such as 2026-11-24T22:00; now by default.")
    private Optional<LocalDateTime> at;

    @Option(names = "--disarmed", description = "Has the board disarmed.")
    private boolean disarmed;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draws the timeline into a PNG file.")
    private Optional<Path> picture;

    @Option(names = "--json", description = "Prints the timeline as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Setup setup = Setup.of(
                ConfigFile.read(config.file(), Secrets.forCheck(System.getenv())), ModelsDirectory.ofProcess());
        Config read = setup.loaded().config();
        CameraConfig camera = camera(read);
        List<RuleConfig> rules = rules(read, camera);
        // Before the model has worked for minutes for nothing.
        picture.ifPresent(RulesTestCommand::requireWritable);
        Timeline timeline;
        try (var source = new VideoFileSource(
                        new SourceConfig.VideoFile(clip.toString(), clip, false, SourceConfig.Pace.REALTIME));
                Detector detector = setup.loadModel()) {
            var zone = read.device().zone();
            var start = at.orElseGet(() -> LocalDateTime.now(zone)).atZone(zone).toInstant();
            timeline = new ClipTrial(read.device(), camera, rules, new Armed(!disarmed), detector, start).play(source);
        }
        if (json) {
            spec.commandLine().getOut().println(document(timeline));
        } else {
            TimelineText.print(timeline, spec.commandLine().getOut());
        }
        picture.ifPresent(target -> write(target, TimelinePicture.png(timeline)));
    }

    private CameraConfig camera(Config config) {
        if (cameraName.isEmpty()) {
            return config.cameras().values().iterator().next();
        }
        return Optional.ofNullable(config.cameras().get(cameraName.get()))
                .orElseThrow(() -> unknown(
                        "--camera", "camera", cameraName.get(), config.cameras().keySet()));
    }

    private List<RuleConfig> rules(Config config, CameraConfig camera) {
        ruleName.filter(name -> !config.rules().containsKey(name)).ifPresent(name -> {
            throw unknown("--rule", "rule", name, config.rules().keySet());
        });
        List<RuleConfig> all = ruleName.map(name -> List.of(config.rules().get(name)))
                .orElseGet(() -> List.copyOf(config.rules().values()));
        List<RuleConfig> rules = ClipTrial.of(all, camera);
        if (rules.isEmpty()) {
            throw new CommandFailure(
                    ruleName.map(name -> "--rule: \"%s\" does not look at camera \"%s\"; name its camera with --camera"
                                    .formatted(name, camera.name()))
                            .orElseGet(() ->
                                    "\"%s\" has no rule that looks at camera \"%s\"; add one, or name another with --camera"
                                            .formatted(this.config.file(), camera.name())));
        }
        return rules;
    }

    private static CommandFailure unknown(String option, String what, String name, Collection<String> known) {
        return new CommandFailure(
                "%s: no %s is called \"%s\"; %s".formatted(option, what, name, NearestName.hint(name, known)));
    }

    private static void requireWritable(Path target) {
        if (!target.getFileName().toString().endsWith(".png")) {
            throw new CommandFailure("--picture: \"%s\" does not end with .png; it would be one".formatted(target));
        }
        OutputFile.requireWritable("--picture", target);
    }

    private static void write(Path target, byte[] png) {
        try {
            Files.write(target, png);
        } catch (IOException e) {
            throw new CommandFailure("--picture: \"%s\" cannot be written: %s".formatted(target, e), e);
        }
    }

    /** As the record has it; each change says by the key {@code change} of which kind it is. */
    private static String document(Timeline timeline) {
        var mapper = new ObjectMapper();
        ObjectNode document = mapper.valueToTree(timeline);
        ArrayNode changes = document.putArray("changes");
        for (Timeline.Change change : timeline.changes()) {
            String kind =
                    switch (change) {
                        case Timeline.RuleChange _ -> "rule";
                        case Timeline.LineChange _ -> "line";
                        case Timeline.ZoneChange _ -> "zone";
                        case Timeline.CrossingChange _ -> "crossing";
                    };
            ObjectNode entry = mapper.createObjectNode().put("change", kind);
            entry.setAll((ObjectNode) mapper.valueToTree(change));
            changes.add(entry);
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a timeline cannot be written as JSON", e);
        }
    }
}
