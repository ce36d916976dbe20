package dev.edgeinfer.store;

import java.util.Map;
import java.util.Optional;

/**
 * How the store is.
 *
 * @param events how many events are kept
 * @param bytes what the database and the snapshots take; upper bound
 * @param backlogs by reader of the journal, how many entries it has still to read
 * @param missed by reader of the journal, how many entries went before it had read them
 * @param lost facts that could not be written and for which there was no room to wait
 * @param problem why nothing is kept now; empty: all is well
 */
public record StoreStatus(
        long events,
        long bytes,
        Map<String, Long> backlogs,
        Map<String, Long> missed,
        long lost,
        Optional<String> problem) {}
