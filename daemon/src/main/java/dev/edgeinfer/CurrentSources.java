package dev.edgeinfer;

import dev.edgeinfer.http.ApiSources;
import dev.edgeinfer.http.ArmedDocument;
import dev.edgeinfer.http.CamerasDocument;
import dev.edgeinfer.http.DetectionsDocument;
import dev.edgeinfer.http.GpioDocument;
import dev.edgeinfer.http.HealthDocument;
import dev.edgeinfer.http.InfoDocument;
import dev.edgeinfer.http.LiveFeed;
import dev.edgeinfer.http.LivePicture;
import dev.edgeinfer.http.OnDemand;
import dev.edgeinfer.http.PictureOptions;
import dev.edgeinfer.http.RulesDocument;
import dev.edgeinfer.http.TracksDocument;
import dev.edgeinfer.store.Store;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the API shows, while the parts behind it are replaced by others. Any thread may replace them, first before the API
 * is asked.
 */
final class CurrentSources implements ApiSources {

    private volatile ApiSources current;

    void replace(ApiSources next) {
        current = next;
    }

    @Override
    public DetectionsDocument detections() {
        return current.detections();
    }

    @Override
    public TracksDocument tracks() {
        return current.tracks();
    }

    @Override
    public HealthDocument health() {
        return current.health();
    }

    @Override
    public GpioDocument gpio() {
        return current.gpio();
    }

    @Override
    public Store store() {
        return current.store();
    }

    @Override
    public RulesDocument rules() {
        return current.rules();
    }

    @Override
    public void testRule(String rule) {
        current.testRule(rule);
    }

    @Override
    public ArmedDocument armed() {
        return current.armed();
    }

    @Override
    public void arm(boolean armed, String by) {
        current.arm(armed, by);
    }

    @Override
    public void override(String line, boolean active, Optional<Duration> timeout) {
        current.override(line, active, timeout);
    }

    @Override
    public void release(String line) {
        current.release(line);
    }

    @Override
    public void simulate(String line, boolean active) {
        current.simulate(line, active);
    }

    @Override
    public OnDemand onDemand() {
        return current.onDemand();
    }

    @Override
    public List<String> cameras() {
        return current.cameras();
    }

    @Override
    public CamerasDocument cameraList() {
        return current.cameraList();
    }

    @Override
    public Optional<byte[]> snapshot(String camera, PictureOptions options) {
        return current.snapshot(camera, options);
    }

    @Override
    public Optional<LivePicture> picture(String camera, PictureOptions options, OptionalLong known) {
        return current.picture(camera, options, known);
    }

    @Override
    public List<MetricSnapshot> metrics() {
        return current.metrics();
    }

    @Override
    public InfoDocument info() {
        return current.info();
    }

    @Override
    public LiveFeed feed() {
        return current.feed();
    }
}
