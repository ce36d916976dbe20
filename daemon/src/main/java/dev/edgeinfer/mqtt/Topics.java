package dev.edgeinfer.mqtt;

import java.util.Set;

/**
 * The names of topics, all below {@code <prefix>/<device>}. What users and models name freely becomes a level of a topic
 * by {@link #level}.
 *
 * @param root without a slash at its end
 */
record Topics(String root) {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";
    static final String ON = "ON";
    static final String OFF = "OFF";

    /** Last levels below a camera that are no labels. */
    private static final Set<String> TAKEN = Set.of("availability", "detections", "snapshot", "zones");

    static Topics of(String prefix, String device) {
        return new Topics(prefix + "/" + device);
    }

    String availability() {
        return root + "/availability";
    }

    String cameraAvailability(String camera) {
        return root + "/" + camera + "/availability";
    }

    String detections(String camera) {
        return root + "/" + camera + "/detections";
    }

    String snapshot(String camera) {
        return root + "/" + camera + "/snapshot";
    }

    String count(String camera, String label) {
        String level = level(label);
        return root + "/" + camera + "/" + (TAKEN.contains(level) ? level + "_" : level);
    }

    String zoneCount(String camera, String zone, String label) {
        return root + "/" + camera + "/zones/" + zone + "/" + level(label);
    }

    String events() {
        return root + "/events";
    }

    /** Facts of all rules; {@link #rule} is the state of one. */
    String rules() {
        return root + "/rules";
    }

    String rule(String rule) {
        return rules() + "/" + rule;
    }

    String armed() {
        return root + "/armed";
    }

    /** Facts about it; {@link #armed} is the state. */
    String armedChanges() {
        return armed() + "/changes";
    }

    String armedCommand() {
        return armed() + "/set";
    }

    String line(String line) {
        return root + "/gpio/" + level(line);
    }

    String lineCommand(String line) {
        return line(line) + "/set";
    }

    /** Matches the commands of all lines, also of those that do not exist. */
    String lineCommands() {
        return root + "/gpio/+/set";
    }

    /** A text in which every character that has a meaning in topics, or none in print, is replaced. */
    static String level(String text) {
        String level = text.replaceAll("[^\\p{L}\\p{N}._-]", "_");
        return level.isEmpty() ? "_" : level;
    }
}
