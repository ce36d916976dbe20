package org.bytedeco.openblas.global;

/** Stands for the class of this name as {@link openblas} does for its own. */
public class openblas_nolapack extends org.bytedeco.openblas.presets.openblas_nolapack {

    protected openblas_nolapack() {}
}
