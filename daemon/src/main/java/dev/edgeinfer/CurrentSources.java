package dev.edgeinfer;

import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.Configuration;
import dev.edgeinfer.http.source.OnDemand;
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
    public void testRule(String rule, String by) {
        current.testRule(rule, by);
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
    public void override(String line, boolean active, Optional<Duration> timeout, String by) {
        current.override(line, active, timeout, by);
    }

    @Override
    public void release(String line, String by) {
        current.release(line, by);
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
    public ModelsDocument models() {
        return current.models();
    }

    @Override
    public InfoDocument info() {
        return current.info();
    }

    @Override
    public LiveFeed feed() {
        return current.feed();
    }

    @Override
    public Configuration configuration() {
        return current.configuration();
    }
}
