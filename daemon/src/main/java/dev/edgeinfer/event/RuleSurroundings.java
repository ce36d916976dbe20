package dev.edgeinfer.event;

import dev.edgeinfer.config.DeviceConfig.Location;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What rules depend on beside what cameras see, and who is told when they begin and end.
 *
 * @param zone the time zone of schedules
 * @param location where the sun rises and sets; needed only by schedules that name either
 * @param armed whether the board is armed
 * @param inputs how the inputs stand
 * @param events which event a track is
 * @param facts is told of each beginning and end, on the thread of the rules; must return at once and not throw
 * @param wallClock the clock of schedules and facts; may be set while the rules run
 */
public record RuleSurroundings(
        ZoneId zone,
        Optional<Location> location,
        Armed armed,
        InputStates inputs,
        EventIds events,
        Consumer<Fact> facts,
        InstantSource wallClock) {}
