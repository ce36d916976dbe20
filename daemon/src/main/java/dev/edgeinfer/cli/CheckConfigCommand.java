package dev.edgeinfer.cli;

import dev.edgeinfer.Setup;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.gpio.LineProbe;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer check-config}. */
@Command(
        name = "check-config",
        description = {
            "Checks a configuration, its model's manifest and the labels of its rules, without starting anything.",
            "Cameras and GPIO lines that are not there now are notes, not mistakes: they may come."
        },
        footerHeading = "%nExamples:%n",
        footer = "  edge-infer check-config edge-infer.yaml")
final class CheckConfigCommand implements Runnable {

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = ConfigOption.DEFAULT_FILE,
            description = "The configuration; ${DEFAULT-VALUE} by default.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        LoadedConfig loaded = ConfigFile.read(file, Secrets.forCheck(System.getenv()));
        Config config = loaded.config();
        Setup setup = Setup.of(loaded, ModelsDirectory.ofProcess());
        var out = spec.commandLine().getOut();
        new LineProbe().obstacles(config.gpio(), config.rules().values()).forEach(note -> out.println("note: " + note));
        out.printf(
                "%s%s: no mistakes; model %s, cameras %s, rules %s%n",
                file,
                loaded.dropIns().stream().map(dropIn -> " + " + dropIn).collect(Collectors.joining()),
                setup.bundle().manifest().name(),
                String.join(", ", config.cameras().keySet()),
                config.rules().isEmpty()
                        ? "none"
                        : String.join(", ", config.rules().keySet()));
    }
}
