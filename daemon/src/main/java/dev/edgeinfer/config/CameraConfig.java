package dev.edgeinfer.config;

import java.util.OptionalDouble;

/**
 * One camera.
 *
 * @param name unique name, {@code [a-z0-9][a-z0-9_-]*}
 * @param source where its frames come from
 * @param targetFps inferences a second to aim at, above 0, 10 by default; empty ({@code unlimited} in the file): as
 *     many as the model gives
 */
public record CameraConfig(String name, SourceConfig source, OptionalDouble targetFps) {}
