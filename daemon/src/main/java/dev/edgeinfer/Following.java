package dev.edgeinfer;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.event.EventEngine;
import dev.edgeinfer.event.Observation;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.mqtt.MqttPublisher;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.Tracking;
import java.util.Optional;

/**
 * What follows from a frame and from how a camera is: tracks, then events, then rules, then what the broker counts. One
 * after the other, so that a rule that begins finds the event of the object that made it.
 */
record Following(Tracking tracking, EventEngine events, RuleRunner rules, Optional<MqttPublisher> mqtt) {

    /** One thread at a time. @return what is known of the objects of the frame; empty: its camera is not tracked */
    Optional<TrackedFrame> frame(DetectionFrame frame) {
        Optional<TrackedFrame> followed = tracking.accept(
                frame.camera(),
                frame.sequence(),
                frame.capturedAt(),
                frame.capturedNanos(),
                frame.width(),
                frame.height(),
                frame.detections());
        followed.ifPresent(events::accept);
        Observation seen = followed.map(Observation::of)
                .orElseGet(() -> Observation.of(frame.camera(), frame.capturedNanos(), frame.detections()));
        rules.accept(seen);
        mqtt.ifPresent(told -> told.observed(seen));
        return followed;
    }

    /** Nothing moves before a camera; any thread. */
    void still(String camera) {
        rules.cameraStill(camera);
        tracking.still(camera);
        events.still(camera);
    }

    /** A camera has another state; any thread. */
    void camera(CameraStatus status) {
        mqtt.ifPresent(told -> told.camera(status.camera(), status.state() == CameraState.RUNNING));
        if (status.state() != CameraState.RUNNING && status.state() != CameraState.CONNECTING) {
            rules.cameraLost(status.camera());
            tracking.lost(status.camera());
            // When it was told to stop, events end with the reason for that.
            if (status.state() != CameraState.STOPPED) {
                events.cameraLost(status.camera());
            }
        }
    }
}
