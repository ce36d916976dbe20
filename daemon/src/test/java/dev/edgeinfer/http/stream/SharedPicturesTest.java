package dev.edgeinfer.http.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.http.CannedSources;
import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.picture.PictureOptions;
import io.helidon.common.uri.UriQuery;
import org.junit.jupiter.api.Test;

class SharedPicturesTest {

    @Test
    void whoAsksAfterTheEndIsToldThatTheApiStops() throws Exception {
        var pictures = new SharedPictures(CannedSources.supplied());
        var options = PictureOptions.of(Parameters.of(UriQuery.empty(), PictureOptions.PARAMETERS), 80);
        try (SharedPictures.Viewer viewer = pictures.watch("porch", options)) {
            assertEquals(1, viewer.newest().orElseThrow().sequence());

            pictures.close();

            assertThrows(InterruptedException.class, viewer::newest);
            assertThrows(InterruptedException.class, () -> pictures.make(() -> "a picture"));
        }
    }
}
