package dev.edgeinfer.http;

import dev.edgeinfer.store.Store;
import java.util.List;
import java.util.Optional;

/** What the API shows. Every method is called from many threads and returns a value made for that call. */
public interface ApiSources {

    DetectionsDocument detections();

    TracksDocument tracks();

    HealthDocument health();

    GpioDocument gpio();

    /** Where events are kept. */
    Store store();

    /** Names of the cameras, in the order of the configuration. */
    List<String> cameras();

    /**
     * The newest frame of a camera that inference has seen, as JPEG.
     *
     * @param camera one of {@link #cameras}
     * @param boxes whether the detections of that very frame are drawn into it
     * @return empty: no frame yet
     */
    Optional<byte[]> snapshot(String camera, boolean boxes);
}
