package dev.edgeinfer;

import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the daemon has from those who started it.
 *
 * @param notifier is told when the daemon is ready, and how it is from then on
 * @param log is given the level of the configuration that is at work
 * @param stateDirectory where state may be kept; empty: nowhere
 */
public record Host(ServiceNotifier notifier, Log log, Optional<Path> stateDirectory) {

    /** @param environment has {@code STATE_DIRECTORY} when the service manager gives one */
    public static Host of(Map<String, String> environment) {
        return new Host(
                ServiceNotifier.of(environment, ProcessHandle.current().pid()),
                Log.ofProcess(),
                Optional.ofNullable(environment.get("STATE_DIRECTORY"))
                        .map(directories -> Path.of(directories.split(":")[0])));
    }
}
