package dev.edgeinfer.mqtt;

import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.LineOverride;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is published of the board's state, and what commands act on. Any thread may ask; the answers must come at once, but
 * for the snapshot's.
 *
 * @param armed the switch of the board
 * @param override takes lines out of the rules' hands; empty: there are no commands for lines
 * @param rules of each rule whether it is active
 * @param lines of each output line that can be driven whether it is active
 * @param snapshot the picture of an event, as JPEG; empty: none is published
 */
public record MqttSources(
        Armed armed,
        Optional<LineOverride> override,
        Supplier<Map<String, Boolean>> rules,
        Supplier<Map<String, Boolean>> lines,
        Optional<Function<Event, Optional<byte[]>>> snapshot) {}
