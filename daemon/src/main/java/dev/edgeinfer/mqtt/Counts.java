package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.Observation.SeenObject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many of each label there are before each camera and in each zone. The labels that the configuration names are there
 * from the start and retained. Others are there once they were seen, and not retained: after a restart nobody would know
 * that there is a number to be put right.
 */
final class Counts {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Topics topics;
    private final Outbox outbox;
    private final Set<String> named;
    /** Topics that have a number, by camera. */
    private final Map<String, Set<String>> known = new HashMap<>();

    private final Set<String> retained = new HashSet<>();

    /** @param named labels that are counted from the start */
    Counts(Topics topics, Outbox outbox, Collection<CameraConfig> cameras, List<String> named) {
        this.topics = topics;
        this.outbox = outbox;
        this.named = Set.copyOf(named);
        for (CameraConfig camera : cameras) {
            var numbers = new HashSet<String>();
            named.forEach(label -> numbers.add(topics.count(camera.name(), label)));
            for (Zone zone : camera.scene().zones()) {
                labelsOf(zone).forEach(label -> numbers.add(topics.zoneCount(camera.name(), zone.name(), label)));
            }
            retained.addAll(numbers);
            known.put(camera.name(), numbers);
            put(camera.name(), Map.of());
        }
    }

    private Collection<String> labelsOf(Zone zone) {
        return zone.only().labels().isEmpty() ? named : zone.only().labels();
    }

    /** Takes what is before a camera now. */
    synchronized void observed(Observation observation) {
        if (!known.containsKey(observation.camera())) {
            return;
        }
        var numbers = new HashMap<String, Integer>();
        for (SeenObject object : observation.objects()) {
            numbers.merge(topics.count(observation.camera(), object.label()), 1, Integer::sum);
            for (String zone : object.zones()) {
                numbers.merge(topics.zoneCount(observation.camera(), zone, object.label()), 1, Integer::sum);
            }
        }
        put(observation.camera(), numbers);
    }

    private void put(String camera, Map<String, Integer> numbers) {
        Set<String> all = known.get(camera);
        all.addAll(numbers.keySet());
        for (String topic : all) {
            Message state = Message.state(topic, Integer.toString(numbers.getOrDefault(topic, 0)));
            outbox.put(
                    retained.contains(topic) ? state : new Message(topic, state.payload(), state.qos(), false, false),
                    INTERVAL);
        }
    }
}
