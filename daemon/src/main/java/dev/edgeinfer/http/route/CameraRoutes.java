package dev.edgeinfer.http.route;

import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.CameraNames;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.http.stream.SharedPictures;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Set;
import java.util.function.Supplier;

/** The routes of cameras, but for their streams. */
public final class CameraRoutes {

    private static final int USUAL_QUALITY = 90;

    private final Supplier<ApiSources> sources;
    private final CameraNames names;
    private final Reply reply;
    private final SharedPictures pictures;

    public CameraRoutes(Supplier<ApiSources> sources, Reply reply, SharedPictures pictures) {
        this.sources = sources;
        this.names = new CameraNames(sources);
        this.reply = reply;
        this.pictures = pictures;
    }

    public void list(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        reply.json(request, response, Status.OK_200, sources.get().cameraList());
    }

    public void detections(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        Parameters.of(request.query(), Set.of());
        DetectionsDocument.Camera seen = sources.get().detections().cameras().stream()
                .filter(other -> other.camera().equals(camera))
                .findFirst()
                .orElseThrow(() -> CameraNames.noFrameYet(camera));
        reply.json(request, response, Status.OK_200, seen);
    }

    public void snapshot(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        PictureOptions options =
                PictureOptions.of(Parameters.of(request.query(), PictureOptions.PARAMETERS), USUAL_QUALITY);
        try {
            byte[] jpeg = pictures.make(() -> sources.get().snapshot(camera, options))
                    .orElseThrow(() -> CameraNames.noFrameYet(camera));
            reply.send(request, response, Status.OK_200, "image/jpeg", jpeg);
        } catch (InterruptedException e) {
            throw new io.helidon.webserver.CloseConnectionException("the API stops", e);
        }
    }
}
