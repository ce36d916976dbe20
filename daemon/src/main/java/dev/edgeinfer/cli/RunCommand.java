package dev.edgeinfer.cli;

import dev.edgeinfer.Daemon;
import dev.edgeinfer.Host;
import dev.edgeinfer.Preparation;
import dev.edgeinfer.Setup;
import dev.edgeinfer.Setups;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.system.Hangup;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code edge-infer run}, put together without annotations as {@link EdgeInfer} is. */
final class RunCommand implements Runnable {

    private static final int MAX_PORT = 65535;

    private final OptionSpec config = ConfigOption.withoutAnnotations();

    private final OptionSpec port = OptionSpec.builder("--port")
            .paramLabel("PORT")
            .type(Integer.class)
            .description("Port of the API instead of the configuration's; 0 picks a free one.")
            .build();

    private final OptionSpec source = OptionSpec.builder("--camera")
            .paramLabel("URI")
            .type(String.class)
            .description("Source of the configuration's only camera instead of the one written there.")
            .build();

    private final CommandSpec spec;
    private final Preparation preparation;

    /** @param preparation for the daemon */
    RunCommand(Preparation preparation) {
        this.preparation = preparation;
        spec = CommandSpec.wrapWithoutInspection(this)
                .name(EdgeInfer.RUN)
                .addOption(config)
                .addOption(port)
                .addOption(source);
        spec.usageMessage()
                .description(
                        "Runs the daemon until it is told to stop (Ctrl-C, SIGTERM).",
                        "SIGHUP, unless a terminal sends it, makes it read its configuration again.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  edge-infer run --config edge-infer.yaml",
                        "  edge-infer run --config edge-infer.yaml --port 8090",
                        "  edge-infer run --config edge-infer.yaml --camera 'v4l2:///dev/video0?size=640x480&fps=30'");
    }

    CommandSpec spec() {
        return spec;
    }

    /** Returns only when the start fails; a signal ends the process otherwise. */
    @Override
    public void run() {
        Host host = Host.of(System.getenv());
        var secrets = Secrets.of(System.getenv());
        host.log().mask(secrets::mask);
        var daemon = new Daemon(Setups.of(config.getValue(), secrets, this::setup), host, preparation);
        Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "stop"));
        Hangup.handle(daemon::reload);
        try {
            daemon.start();
        } catch (RuntimeException e) {
            host.notifier().status(e.getMessage());
            throw e;
        }
        awaitSignal();
    }

    private Setup setup(LoadedConfig loaded) {
        return Setup.of(loaded.with(overridden(loaded.config())), ModelsDirectory.ofProcess());
    }

    private Config overridden(Config config) {
        HttpConfig http = given(port, Integer.class)
                .map(number -> config.http().withPort(validPort(number)))
                .orElse(config.http());
        return config.with(
                http,
                given(source, String.class).map(uri -> onlyCamera(config, uri)).orElse(config.cameras()));
    }

    private static <T> Optional<T> given(OptionSpec option, Class<T> type) {
        return Optional.ofNullable(type.cast(option.getValue()));
    }

    private int validPort(int number) {
        new OptionRange(spec.commandLine()).require("--port", number, 0, MAX_PORT);
        return number;
    }

    private Map<String, CameraConfig> onlyCamera(Config config, String uri) {
        if (config.cameras().size() != 1) {
            throw new CommandFailure(
                    "--camera replaces the source of the only camera, but \"%s\" has %d (%s); edit the file"
                            .formatted(
                                    this.config.<Path>getValue(),
                                    config.cameras().size(),
                                    String.join(", ", config.cameras().keySet())));
        }
        CameraConfig camera = config.cameras().values().iterator().next();
        var replaced = camera.withSource(ConfigFile.source("--camera", uri));
        return Map.of(camera.name(), replaced);
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
