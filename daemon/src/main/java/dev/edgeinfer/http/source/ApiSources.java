package dev.edgeinfer.http.source;

import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.state.ArmedDocument;
import dev.edgeinfer.http.state.CamerasDocument;
import dev.edgeinfer.http.state.DetectionsDocument;
import dev.edgeinfer.http.state.GpioDocument;
import dev.edgeinfer.http.state.HealthDocument;
import dev.edgeinfer.http.state.InfoDocument;
import dev.edgeinfer.http.state.ModelsDocument;
import dev.edgeinfer.http.state.RulesDocument;
import dev.edgeinfer.http.state.TracksDocument;
import dev.edgeinfer.store.Store;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the API shows and changes. Every method is called from many threads and returns a value made for that call. */
public interface ApiSources {

    DetectionsDocument detections();

    TracksDocument tracks();

    HealthDocument health();

    GpioDocument gpio();

    /** Where events are kept. */
    Store store();

    RulesDocument rules();

    /**
     * Does what a rule does, for a second.
     *
     * @param rule one of {@link #rules}
     * @param by who wants it, for people
     */
    void testRule(String rule, String by);

    ArmedDocument armed();

    /** @param by who wants it, for people */
    void arm(boolean armed, String by);

    /**
     * Holds an output in a state against the rules.
     *
     * @param line name of an output of {@link #gpio}
     * @param timeout see {@link dev.edgeinfer.event.LineOverride#override}
     * @param by who wants it, for people
     */
    void override(String line, boolean active, Optional<Duration> timeout, String by);

    /** Gives an output of {@link #gpio} back to the rules. @param by who wants it, for people */
    void release(String line, String by);

    /** Sets the state of an input of {@link #gpio} that is simulated. */
    void simulate(String line, boolean active);

    /** How something is inferred that a client sends. */
    OnDemand onDemand();

    /** Names of the cameras, in the order of the configuration. */
    List<String> cameras();

    CamerasDocument cameraList();

    /**
     * The best picture of a camera, which has as many pixels as there are, as JPEG.
     *
     * @param camera one of {@link #cameras}
     * @return empty: no frame yet
     */
    Optional<byte[]> snapshot(String camera, PictureOptions options);

    /**
     * The newest frame of a camera that inference has seen; what is drawn was seen in that very frame.
     *
     * @param known sequence of the frame that the caller has already
     * @return empty: no frame yet, or none but that one
     */
    Optional<LivePicture> picture(String camera, PictureOptions options, OptionalLong known);

    /** What is measured, now. */
    List<MetricSnapshot> metrics();

    ModelsDocument models();

    InfoDocument info();

    /** What happens, as it happens. */
    LiveFeed feed();

    /** The files of the configuration. */
    Configuration configuration();
}
