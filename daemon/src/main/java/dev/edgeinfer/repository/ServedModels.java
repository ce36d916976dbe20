package dev.edgeinfer.repository;

import dev.edgeinfer.detect.ModelSignature;
import java.util.List;
import java.util.Optional;

/** The models that are in memory and may be asked. Any thread may call. */
public interface ServedModels {

    /** The one that the cameras use. */
    Lease active();

    /** One by its name; empty: there is none of that name in memory. */
    Optional<Lease> named(String name);

    /** All of them, the one that the cameras use first. */
    List<ModelSignature> loaded();
}
