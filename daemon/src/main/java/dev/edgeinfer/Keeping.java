package dev.edgeinfer;

import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.store.Store;
import java.util.function.Supplier;

/**
 * What outlives a configuration of what happens under it.
 *
 * @param store keeps it
 * @param ids of events
 * @param armed whether the board is armed: the next configuration is not to arm what was disarmed
 * @param ending why events end when their configuration does; asked then
 */
record Keeping(Store store, TimeOrderedIds ids, Armed armed, Supplier<EndReason> ending) {}
