package dev.edgeinfer.track;

import java.util.Map;

/**
 * Who counts in a zone at one moment.
 *
 * @param zone name of the zone
 * @param objects how many of each label, in the order of their ids; labels without are not there
 */
public record ZoneOccupancy(String zone, Map<String, Integer> objects) {}
