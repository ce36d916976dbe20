package dev.edgeinfer.config;

import java.time.ZoneId;
import java.util.Optional;

/**
 * Which board this is, and where.
 *
 * @param id begins every name that leaves the board, {@code [a-z0-9][a-z0-9_-]*}; by default made of the host's name
 * @param zone the time zone of schedules; the system's by default
 * @param location where the sun rises and sets; needed by schedules that name either
 */
public record DeviceConfig(String id, ZoneId zone, Optional<Location> location) {

    /**
     * A place on earth.
     *
     * @param latitude degrees north, -90..90
     * @param longitude degrees east, -180..180
     */
    public record Location(double latitude, double longitude) {}
}
