package dev.edgeinfer.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;

/** Tells the cameras that there are from those that somebody only asks for. */
final class CameraNames {

    private final ApiSources sources;

    CameraNames(ApiSources sources) {
        this.sources = sources;
    }

    /** The camera that the path of a request names. */
    String of(ServerRequest request) {
        String name = request.path().pathParameters().get("camera");
        verify(name);
        return name;
    }

    boolean exists(String name) {
        return sources.cameras().contains(name);
    }

    /** @throws ProblemException when there is no such camera; it names those that there are */
    void verify(String name) {
        List<String> cameras = sources.cameras();
        if (!cameras.contains(name)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_CAMERA,
                    "No camera is called \"%s\"; there are: %s".formatted(name, String.join(", ", cameras)),
                    Map.of("cameras", cameras));
        }
    }
}
