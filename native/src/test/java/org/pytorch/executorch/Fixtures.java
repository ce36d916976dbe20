package org.pytorch.executorch;

import java.nio.file.Path;

/** The programs that {@code src/test/fixtures/make_fixtures.py} makes, and the bundled model. */
final class Fixtures {

    static final String DEFAULT_MODEL =
            Path.of("..", "models", "nanodet-g", "model.pte").toString();

    private Fixtures() {}

    static String path(String name) {
        return Path.of("src", "test", "fixtures", name + ".pte").toString();
    }

    static Module load(String name) {
        return Module.load(path(name));
    }

    static EValue floats(long[] shape, float... data) {
        return EValue.from(Tensor.fromBlob(data, shape));
    }
}
