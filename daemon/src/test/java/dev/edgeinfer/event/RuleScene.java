package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.event.Observation.SeenObject;
import dev.edgeinfer.track.Crossing;
import dev.edgeinfer.track.Crossing.Direction;
import java.util.List;
import java.util.OptionalLong;

/** What happens before the cameras {@code porch} and {@code yard}, for the rules of a test. */
abstract class RuleScene {

    /** {@code porch} has the zones {@code step} and {@code path} and the line {@code gate}; {@code yard} has {@code lawn}. */
    static final List<CameraConfig> PLACES = RuleTexts.cameras();

    static Scene scene(String keys) {
        return new Scene(PLACES, "2026-11-24T07:00:00Z", RuleTexts.rule(keys));
    }

    static SeenObject person(long track, String... zones) {
        return new SeenObject("person", 0.8f, OptionalLong.of(track), List.of(zones), true);
    }

    static SeenObject hidden(SeenObject object) {
        return new SeenObject(object.label(), object.score(), object.track(), object.zones(), false);
    }

    static void see(Scene scene, String camera, SeenObject... objects) {
        scene.observe(new Observation(camera, scene.nanos(), List.of(objects), List.of()));
    }

    static void cross(Scene scene, Direction direction, SeenObject object) {
        scene.observe(new Observation(
                "porch",
                scene.nanos(),
                List.of(object),
                List.of(new Crossing("gate", object.track().getAsLong(), object.label(), direction))));
    }
}
