package dev.edgeinfer.cli;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.picture.AdjustedSource;
import dev.edgeinfer.cli.Timeline.Change;
import dev.edgeinfer.cli.Timeline.CrossingChange;
import dev.edgeinfer.cli.Timeline.LineChange;
import dev.edgeinfer.cli.Timeline.RuleChange;
import dev.edgeinfer.cli.Timeline.ZoneChange;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.DeviceConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.RuleEngine;
import dev.edgeinfer.event.RuleSurroundings;
import dev.edgeinfer.pipeline.RegionView;
import dev.edgeinfer.track.Crossing;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.Tracking;
import dev.edgeinfer.track.ZoneOccupancy;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Plays a clip to the detector, the tracker and the rules of one camera, in the time of the clip and as fast as it goes.
 * Of the pictures those are detected that the daemon would at the camera's target rate if it were fast enough; motion
 * gating leaves none out. No line is touched: what would be switched is written down. For one clip, on one thread.
 */
final class ClipTrial {

    private final CameraConfig camera;
    private final List<RuleConfig> rules;
    private final Detector detector;
    private final Instant start;
    private final Tracking tracking;
    private final RuleEngine engine;
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Boolean> lines = new HashMap<>();
    private final Map<String, Integer> occupancy = new HashMap<>();
    private final Set<Long> tracks = new HashSet<>();
    private long now;
    private int frames;

    /**
     * @param rules those that look at the camera or at nothing, see {@link #of}
     * @param start when the clip begins, by the wall clock
     */
    ClipTrial(
            DeviceConfig device,
            CameraConfig camera,
            List<RuleConfig> rules,
            Armed armed,
            Detector detector,
            Instant start) {
        this.camera = camera;
        this.rules = rules;
        this.detector = detector;
        this.start = start;
        tracking = new Tracking(List.of(camera));
        var surroundings = new RuleSurroundings(
                device.zone(),
                device.location(),
                armed,
                new InputStates(),
                (name, track) -> Optional.of(Long.toString(track)),
                this::note,
                () -> start.plusNanos(now));
        engine = new RuleEngine(rules, List.of(camera), surroundings, this::note, () -> now);
    }

    /** The rules that can be tried with a clip of one camera, as if there were no other. */
    static List<RuleConfig> of(Iterable<RuleConfig> rules, CameraConfig camera) {
        var tried = new ArrayList<RuleConfig>();
        for (RuleConfig rule : rules) {
            var when = rule.when();
            boolean named = when.cameras().isEmpty() || when.cameras().contains(camera.name());
            if (!when.looks()) {
                tried.add(rule);
            } else if (named && when.looksAt(camera.scene())) {
                tried.add(rule.at(List.of(camera.name())));
            }
        }
        return List.copyOf(tried);
    }

    /**
     * Plays a clip to its end.
     *
     * @param clip with time stamps; the caller's, to be closed
     * @throws dev.edgeinfer.camera.SourceException when it cannot be read
     */
    Timeline play(FrameSource clip) {
        FrameSource source = AdjustedSource.of(clip, camera.picture());
        long interval = camera.targetFps().isPresent()
                ? (long) (TimeUnit.SECONDS.toNanos(1) / camera.targetFps().getAsDouble())
                : 0;
        long due = Long.MIN_VALUE;
        OptionalLong first = OptionalLong.empty();
        engine.tick();
        try (Mat picture = new Mat();
                var view = new RegionView(camera.picture().region())) {
            while (source.grab()) {
                long at = source.timestampNanos();
                first = first.isPresent() ? first : OptionalLong.of(at);
                at -= first.getAsLong();
                if (at >= due && source.retrieve(picture)) {
                    pass(at);
                    look(picture, view);
                    due = Math.max(due == Long.MIN_VALUE ? at : due, at - interval) + interval;
                }
                pass(at);
            }
        }
        return new Timeline(
                camera.name(),
                millis(),
                frames,
                tracks.size(),
                rules.stream().map(RuleConfig::name).toList(),
                camera.scene().zones().stream().map(SceneConfig.Zone::name).toList(),
                rules.stream().flatMap(rule -> rule.lines().stream()).distinct().toList(),
                List.copyOf(changes));
    }

    /** Lets the time of the clip pass, stopping at every deadline of the rules on the way. */
    private void pass(long moment) {
        OptionalLong deadline = engine.nextDeadline();
        while (deadline.isPresent() && deadline.getAsLong() <= moment) {
            now = Math.max(now, deadline.getAsLong());
            engine.tick();
            deadline = engine.nextDeadline();
        }
        now = moment;
    }

    private void look(Mat picture, RegionView view) {
        List<Detection> detections = view.inPicture(detector.detect(view.of(picture)));
        view.release();
        frames++;
        Optional<TrackedFrame> followed = tracking.accept(
                camera.name(), frames, start.plusNanos(now), now, picture.cols(), picture.rows(), detections);
        followed.ifPresent(this::note);
        engine.accept(followed.map(Observation::of).orElseGet(() -> Observation.of(camera.name(), now, detections)));
    }

    private void note(TrackedFrame frame) {
        frame.tracks().stream().filter(Track::confirmed).map(Track::id).forEach(tracks::add);
        for (ZoneOccupancy zone : frame.zones()) {
            int objects =
                    zone.objects().values().stream().mapToInt(Integer::intValue).sum();
            Integer before = occupancy.put(zone.zone(), objects);
            if ((before == null ? 0 : before) != objects) {
                changes.add(new ZoneChange(millis(), zone.zone(), objects));
            }
        }
        for (Crossing crossing : frame.crossings()) {
            changes.add(new CrossingChange(
                    millis(),
                    crossing.line(),
                    crossing.track(),
                    crossing.label(),
                    YamlValue.word(crossing.direction())));
        }
    }

    private void note(Fact fact) {
        if (fact instanceof Fact.RuleChange change) {
            List<Long> made = change.events().stream().map(Long::valueOf).toList();
            changes.add(new RuleChange(millis(), change.rule(), change.active(), change.labels(), made));
        }
    }

    private void note(String line, LineDemand demand) {
        boolean active = !demand.equals(LineDemand.INACTIVE) && !demand.equals(LineDemand.SHUTDOWN);
        Boolean before = lines.put(line, active);
        if ((before != null && before) != active) {
            changes.add(new LineChange(millis(), line, active));
        }
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(now);
    }
}
