package dev.edgeinfer;

import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.store.Store;
import java.util.function.Supplier;

/**
 * What outlives a configuration of what happens under it.
 *
 * @param store keeps it
 * @param ids of events
 * @param ending why events end when their configuration does; asked then
 */
record Keeping(Store store, TimeOrderedIds ids, Supplier<EndReason> ending) {}
