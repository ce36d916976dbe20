package dev.edgeinfer;

import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.Secrets;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes what the daemon is to run out of the files of its configuration. */
public interface Setups {

    /**
     * What the files say now.
     *
     * @throws RuntimeException when it cannot be used; the message is for people
     */
    Setup read();

    /** As {@link #read}, for files as they might be. */
    Setup check(ConfigFiles files);

    /**
     * @param secrets resolves what the file refers to
     * @param maker opens the model that a configuration names
     */
    static Setups of(Path file, Secrets secrets, Function<LoadedConfig, Setup> maker) {
        return new Setups() {
            @Override
            public Setup read() {
                return maker.apply(ConfigFile.read(file, secrets));
            }

            @Override
            public Setup check(ConfigFiles files) {
                return maker.apply(ConfigFile.read(files, secrets));
            }
        };
    }

    /** For what is not read from files; others are checked with the model that it has. */
    static Setups of(Supplier<Setup> setups) {
        return new Setups() {
            @Override
            public Setup read() {
                return setups.get();
            }

            @Override
            public Setup check(ConfigFiles files) {
                Setup setup = setups.get();
                return new Setup(ConfigFile.read(files, setup.loaded().secrets()), setup.bundle(), setup.models());
            }
        };
    }
}
