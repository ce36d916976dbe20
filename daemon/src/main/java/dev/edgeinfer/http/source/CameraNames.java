package dev.edgeinfer.http.source;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Tells the cameras that there are from those that somebody only asks for. */
public final class CameraNames {

    private final Supplier<ApiSources> sources;

    public CameraNames(Supplier<ApiSources> sources) {
        this.sources = sources;
    }

    /** The camera that the path of a request names. */
    public String of(ServerRequest request) {
        String name = request.path().pathParameters().get("camera");
        verify(name);
        return name;
    }

    public boolean exists(String name) {
        return sources.get().cameras().contains(name);
    }

    /** @throws ProblemException when there is no such camera; it names those that there are */
    public void verify(String name) {
        List<String> cameras = sources.get().cameras();
        if (!cameras.contains(name)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_CAMERA,
                    "No camera is called \"%s\"; there are: %s".formatted(name, String.join(", ", cameras)),
                    Map.of("cameras", cameras));
        }
    }

    /** What is answered when a picture or detection of a camera is asked for before there is one. */
    public static ProblemException noFrameYet(String camera) {
        return new ProblemException(
                ProblemType.NO_FRAME_YET,
                "Camera \"%s\" has not delivered a frame yet; GET /health says how it is".formatted(camera));
    }
}
