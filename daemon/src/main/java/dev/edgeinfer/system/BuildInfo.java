package dev.edgeinfer.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this build is.
 *
 * @param version version of edge-infer
 * @param executorchVersion version of ExecuTorch that it was built with
 */
public record BuildInfo(String version, String executorchVersion) {

    private static final String RESOURCE = "build.properties";

    /** Reads what Maven wrote into the jar. */
    public static BuildInfo read() {
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            var properties = new Properties();
            properties.load(in);
            return new BuildInfo(properties.getProperty("version"), properties.getProperty("executorch.version"));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of edge-infer cannot be read", e);
        }
    }
}
