package dev.edgeinfer.camera;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when a camera begins to deliver and when it stops. Attempts that fail for the same reason as the one
 * before are not said again: a camera that is missing for days is one line. Any thread may call.
 */
public final class CameraStateLog implements Consumer<CameraStatus> {

    private static final Logger log = LoggerFactory.getLogger(CameraStateLog.class);

    private final Map<String, Said> lastSaid = new ConcurrentHashMap<>();

    private record Said(CameraState state, Optional<String> error) {}

    @Override
    public void accept(CameraStatus status) {
        if (status.state() == CameraState.CONNECTING) {
            return;
        }
        var said = new Said(status.state(), status.state() == CameraState.RUNNING ? Optional.empty() : status.error());
        if (!Objects.equals(lastSaid.put(status.camera(), said), said)) {
            say(status);
        }
    }

    private static void say(CameraStatus status) {
        String name = status.camera();
        switch (status.state()) {
            case RUNNING -> log.info("camera \"{}\": frames arrive", name);
            case RETRYING -> log.warn("camera \"{}\": {} (tried again by itself)", name, error(status));
            case STALLED -> log.warn("camera \"{}\": {}", name, error(status));
            case ENDED -> log.info("camera \"{}\": its source has come to its end", name);
            case STOPPED, CONNECTING -> log.debug("camera \"{}\": {}", name, status.state());
        }
    }

    private static String error(CameraStatus status) {
        return status.error().orElse("it does not say why");
    }
}
