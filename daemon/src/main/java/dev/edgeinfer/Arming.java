package dev.edgeinfer;

import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.ArmedFile;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.FactLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether the board is armed, as it was left by the process before; each change is kept, logged and told. */
final class Arming implements AutoCloseable {

    private final Optional<ArmedFile> file;
    private final Armed armed;

    /**
     * @param stateDirectory where it is kept; empty: nowhere, and the board is armed at each start
     * @param told is given each change on the thread of whoever made it; must return at once and not throw
     */
    Arming(Optional<Path> stateDirectory, Consumer<Fact> told) {
        file = stateDirectory.map(ArmedFile::new);
        armed = file.flatMap(ArmedFile::read)
                .map(state -> new Armed(state, InstantSource.system()))
                .orElseGet(() -> new Armed(true));
        var logged = new FactLog().andThen(told);
        armed.onChange((is, by) -> {
            file.ifPresent(kept -> kept.write(armed.state()));
            logged.accept(new Fact.ArmedChange(armed.state().since(), is, by));
        });
    }

    Armed armed() {
        return armed;
    }

    /** Waits for what is being written. */
    @Override
    public void close() {
        file.ifPresent(ArmedFile::close);
    }
}
