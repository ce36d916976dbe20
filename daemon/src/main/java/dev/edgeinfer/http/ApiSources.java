package dev.edgeinfer.http;

import dev.edgeinfer.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the API shows and changes. Every method is called from many threads and returns a value made for that call. */
public interface ApiSources {

    DetectionsDocument detections();

    TracksDocument tracks();

    HealthDocument health();

    GpioDocument gpio();

    /** Where events are kept. */
    Store store();

    RulesDocument rules();

    /** Does what a rule does, for a second. @param rule one of {@link #rules} */
    void testRule(String rule);

    ArmedDocument armed();

    /** @param by who wants it, for people */
    void arm(boolean armed, String by);

    /**
     * Holds an output in a state against the rules.
     *
     * @param line name of an output of {@link #gpio}
     * @param timeout see {@link dev.edgeinfer.event.LineOverride#override}
     */
    void override(String line, boolean active, Optional<Duration> timeout);

    /** Gives an output of {@link #gpio} back to the rules. */
    void release(String line);

    /** Sets the state of an input of {@link #gpio} that is simulated. */
    void simulate(String line, boolean active);

    /** How something is inferred that a client sends. */
    OnDemand onDemand();

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
