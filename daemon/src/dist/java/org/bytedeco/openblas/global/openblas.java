package org.bytedeco.openblas.global;

/**
 * Stands in an installed tree for the class of this name, which has a native method for each of the 14,000 functions of BLAS and
 * LAPACK and whose library has 24 MB. Nobody here calls one, but JavaCPP loads the class before those of OpenCV, which link to
 * OpenBLAS themselves: 10 MB of memory and a twentieth of a start.
 */
public class openblas extends org.bytedeco.openblas.presets.openblas {

    protected openblas() {}
}
