/**
 * ExecuTorch for the JVM on Linux: programs (.pte), tensors and the runtime that executes them, with the names and
 * behaviour of ExecuTorch's Java API. May use: the JDK and {@code libexecutorch_jni.so}, nothing else.
 */
package org.pytorch.executorch;
