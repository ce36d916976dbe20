package dev.edgeinfer.repository;

import java.util.List;
import java.util.Optional;

/**
 * How it stands with all models; a value of one moment.
 *
 * @param active name of the one that the cameras use
 * @param configured name of the one that the configuration names
 * @param previous name of the one that was used before; empty: none was
 * @param models by name
 */
public record ModelsStatus(String active, String configured, Optional<String> previous, List<ModelStatus> models) {}
