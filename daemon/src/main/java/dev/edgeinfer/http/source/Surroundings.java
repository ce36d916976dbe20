package dev.edgeinfer.http.source;

import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.system.StorageStatus;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the health of the daemon also depends on, beside its cameras, rules and lines. Any thread may ask.
 *
 * @param storage how the state directory is; empty: there is none
 * @param listening why the API does not listen where it should; empty: it does
 * @param mask takes out of a sentence what nobody may see
 * @param store where events are kept
 * @param feed tells what happens
 * @param configuration what the files of the configuration say, and how they are changed
 */
public record Surroundings(
        Supplier<Optional<StorageStatus>> storage,
        Supplier<Optional<String>> listening,
        UnaryOperator<String> mask,
        Store store,
        LiveFeed feed,
        Configuration configuration) {}
