package dev.edgeinfer.track;

import java.util.Map;

/**
 * How many crossed a line since the daemon began to watch it with this configuration.
 *
 * @param line name of the line
 * @param in by label, those who crossed from left to right
 * @param out by label, those who crossed from right to left
 */
public record LineCounts(String line, Map<String, Long> in, Map<String, Long> out) {}
