package dev.edgeinfer.cli;

import java.util.List;

/**
 * What rules did over a clip. Times are milliseconds of the clip.
 *
 * @param camera the camera that the clip stood for
 * @param lengthMs from its first picture to its last
 * @param frames pictures that were detected
 * @param tracks objects that were followed and confirmed
 * @param rules names of the rules that look at the camera or at nothing, in the order of the configuration
 * @param zones names of its zones
 * @param lines GPIO lines that these rules switch
 * @param changes what happened, in the order in which it did
 */
record Timeline(
        String camera,
        long lengthMs,
        int frames,
        int tracks,
        List<String> rules,
        List<String> zones,
        List<String> lines,
        List<Change> changes) {

    /** Something that changed. */
    sealed interface Change {

        long atMs();
    }

    /**
     * A rule began or ended.
     *
     * @param labels what made it begin
     * @param tracks numbers of the objects that did
     */
    record RuleChange(long atMs, String rule, boolean active, List<String> labels, List<Long> tracks)
            implements Change {}

    /** A GPIO line would have been switched. */
    record LineChange(long atMs, String line, boolean active) implements Change {}

    /** The number of objects that count in a zone changed. */
    record ZoneChange(long atMs, String zone, int objects) implements Change {}

    /** An object crossed a line of the camera. @param direction {@code in} or {@code out} */
    record CrossingChange(long atMs, String line, long track, String label, String direction) implements Change {}
}
