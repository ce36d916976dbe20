/**
 * The Java contestants of {@code make bench}: edge-infer itself and ONNX Runtime with JavaCV. They speak the protocol of
 * {@code edge_bench/protocol.py}. Compiled by {@code bench/run.sh} against the runnable tree; no part of the product.
 */
package dev.edgeinfer.peers;
