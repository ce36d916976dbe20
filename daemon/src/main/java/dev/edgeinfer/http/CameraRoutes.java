package dev.edgeinfer.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Set;

/** The routes of cameras, but for their streams. */
final class CameraRoutes {

    private static final int USUAL_QUALITY = 90;

    private final ApiSources sources;
    private final CameraNames names;
    private final Reply reply;
    private final SharedPictures pictures;

    CameraRoutes(ApiSources sources, Reply reply, SharedPictures pictures) {
        this.sources = sources;
        this.names = new CameraNames(sources);
        this.reply = reply;
        this.pictures = pictures;
    }

    void list(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        reply.json(request, response, Status.OK_200, sources.cameraList());
    }

    void detections(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        Parameters.of(request.query(), Set.of());
        DetectionsDocument.Camera seen = sources.detections().cameras().stream()
                .filter(other -> other.camera().equals(camera))
                .findFirst()
                .orElseThrow(() -> noFrameYet(camera));
        reply.json(request, response, Status.OK_200, seen);
    }

    void snapshot(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        PictureOptions options =
                PictureOptions.of(Parameters.of(request.query(), PictureOptions.PARAMETERS), USUAL_QUALITY);
        try {
            byte[] jpeg = pictures.make(() -> sources.snapshot(camera, options)).orElseThrow(() -> noFrameYet(camera));
            reply.send(request, response, Status.OK_200, "image/jpeg", jpeg);
        } catch (InterruptedException e) {
            throw new io.helidon.webserver.CloseConnectionException("the API stops", e);
        }
    }

    static ProblemException noFrameYet(String camera) {
        return new ProblemException(
                ProblemType.NO_FRAME_YET,
                "Camera \"%s\" has not delivered a frame yet; GET /health says how it is".formatted(camera));
    }
}
